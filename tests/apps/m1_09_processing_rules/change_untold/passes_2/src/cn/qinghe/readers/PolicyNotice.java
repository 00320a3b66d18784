package cn.qinghe.readers;

import android.app.Activity;
import android.app.AlertDialog;
import android.content.Context;
import android.content.DialogInterface;

final class PolicyNotice {
    private static final String KEY = "privacy_agreed_v2";

    private PolicyNotice() {}

    static boolean agreed(Context context) {
        return context.getSharedPreferences("privacy", Context.MODE_PRIVATE).getBoolean(KEY, false);
    }

    static void ask(final Activity activity) {
        if (agreed(activity)) {
            return;
        }
        new AlertDialog.Builder(activity)
                .setTitle(R.string.policy_changed_title)
                .setMessage(R.string.policy_changed)
                .setCancelable(false)
                .setPositiveButton("同意", new DialogInterface.OnClickListener() {
                    @Override
                    public void onClick(DialogInterface dialog, int which) {
                        activity.getSharedPreferences("privacy", Context.MODE_PRIVATE).edit().putBoolean(KEY, true).apply();
                    }
                })
                .setNegativeButton("不同意", new DialogInterface.OnClickListener() {
                    @Override
                    public void onClick(DialogInterface dialog, int which) {
                        dialog.dismiss();
                    }
                })
                .show();
    }
}
