package cn.qinghe.kite;

import android.app.Activity;
import android.app.AlertDialog;
import android.content.Context;
import android.content.DialogInterface;
import android.os.Bundle;
import android.os.Handler;
import android.provider.Settings;

public final class MainActivity extends Activity implements Runnable {
    private static boolean allowed;
    private final Handler handler = new Handler();

    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        allowed = true;
        new AlertDialog.Builder(this)
                .setMessage("请阅读并同意《隐私政策》，以便我们为您提供服务。")
                .setPositiveButton("同意", new DialogInterface.OnClickListener() {
                    @Override
                    public void onClick(DialogInterface dialog, int which) {
                        allowed = true;
                        /*@gate Context context = MainActivity.this*/
                    }
                })
                .setNegativeButton("不同意", null)
                .show();
        handler.postDelayed(this, 3000);
    }

    @Override
    public void run() {
        handler.postDelayed(this, 3000);
        if (!ready()) {
            return;
        }
        final Context context = this;
        /*@call Context context*/
        String id = Settings.Secure.getString(context.getContentResolver(), Settings.Secure.ANDROID_ID);
        context.getSharedPreferences("device", Context.MODE_PRIVATE).edit().putString("id", id).apply();
        /*@end*/
    }

    private static boolean ready() {
        return allowed;
    }
}
