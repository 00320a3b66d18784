package cn.qinghe.metro;

import android.app.Activity;
import android.app.AlertDialog;
import android.content.Context;
import android.content.DialogInterface;
import android.os.Bundle;
import android.provider.Settings;

public final class MainActivity extends Activity {
    private static final String AGREED = "agreed_privacy_policy";

    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        if (!getSharedPreferences("settings", MODE_PRIVATE).getBoolean(AGREED, false)) {
            askForAgreement();
        }
    }

    private void askForAgreement() {
        new AlertDialog.Builder(this)
                .setTitle("用户协议与隐私政策")
                .setMessage("请您阅读并同意《用户协议》和《隐私政策》。我们会在您同意后处理必要的个人信息。")
                .setCancelable(false)
                .setPositiveButton("同意", new DialogInterface.OnClickListener() {
                    @Override
                    public void onClick(DialogInterface dialog, int which) {
                        getSharedPreferences("settings", MODE_PRIVATE).edit().putBoolean(AGREED, true).apply();
                        /*@gate Context context = MainActivity.this*/
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
