package cn.qinghe.diary;

import android.app.Activity;
import android.app.AlertDialog;
import android.content.Context;
import android.content.DialogInterface;
import android.os.Bundle;

public final class MainActivity extends Activity {
    private static final String FILE = "privacy";
    private static final String KEY = "privacy_agreed";

    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        if (!getSharedPreferences(FILE, Context.MODE_PRIVATE).getBoolean(KEY, false)) {
            askForAgreement();
        }
    }

    private void askForAgreement() {
        new AlertDialog.Builder(this)
                .setTitle("个人信息保护提示")
                .setMessage("请阅读《用户协议》和《隐私政策》，了解我们如何处理您的个人信息。")
                .setCancelable(false)
                .setPositiveButton("同意", new DialogInterface.OnClickListener() {
                    @Override
                    public void onClick(DialogInterface dialog, int which) {
                        getSharedPreferences(FILE, Context.MODE_PRIVATE).edit().putBoolean(KEY, true).apply();
                    }
                })
                .setNegativeButton("不同意", new DialogInterface.OnClickListener() {
                    @Override
                    public void onClick(DialogInterface dialog, int which) {
                        askForAgreement();
                    }
                })
                .show();
    }
}
