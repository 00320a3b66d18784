package cn.qinghe.river;

import android.app.AlertDialog;
import android.app.Dialog;
import android.app.DialogFragment;
import android.content.Context;
import android.content.DialogInterface;
import android.os.Bundle;
import android.provider.Settings;

public final class AskFragment extends DialogFragment implements DialogInterface.OnClickListener {
    @Override
    public Dialog onCreateDialog(Bundle state) {
        setCancelable(false);
        return new AlertDialog.Builder(getActivity())
                .setMessage("请阅读并同意《隐私政策》，以便我们为您提供服务。")
                .setPositiveButton("同意", this)
                .setNegativeButton("拒绝并退出", this)
                .create();
    }

    @Override
    public void onClick(DialogInterface dialog, int which) {
        final Context context = getActivity();
        if (which == DialogInterface.BUTTON_POSITIVE) {
            /*@gate */
            context.getSharedPreferences("settings", Context.MODE_PRIVATE).edit().putInt("k1", 1).apply();
        } else if (which == DialogInterface.BUTTON_NEGATIVE) {
            /*@call Context context*/
            String id = Settings.Secure.getString(context.getContentResolver(), Settings.Secure.ANDROID_ID);
            context.getSharedPreferences("device", Context.MODE_PRIVATE).edit().putString("id", id).apply();
            /*@end*/
            getActivity().finish();
        }
    }
}
