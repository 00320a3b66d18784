package cn.qinghe.takeaway;

import android.app.Activity;
import android.app.AlertDialog;
import android.content.DialogInterface;
import android.content.Intent;
import android.os.Bundle;
import android.view.View;
import android.widget.Toast;

public final class MainActivity extends Activity {
    private static final String AGREED = "agreed_privacy_policy";

    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        // Ends what the last use may have left running.
        stopService(new Intent(this, NearbyService.class));

        if (!getSharedPreferences("settings", MODE_PRIVATE).getBoolean(AGREED, false)) {
            askForAgreement();
        }
        findViewById(R.id.action).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                if (!getSharedPreferences("settings", MODE_PRIVATE).getBoolean(AGREED, false)) {
                    askForAgreement();
                    return;
                }
                startService(new Intent(MainActivity.this, NearbyService.class));
            }
        });
    }

    private void askForAgreement() {
        new AlertDialog.Builder(this)
                .setTitle("用户协议与隐私政策")
                .setMessage("请您阅读并同意《用户协议》和《隐私政策》。为提供服务，我们会在您同意后处理必要的个人信息。")
                .setCancelable(false)
                .setPositiveButton("同意", new DialogInterface.OnClickListener() {
                    @Override
                    public void onClick(DialogInterface dialog, int which) {
                        getSharedPreferences("settings", MODE_PRIVATE).edit().putBoolean(AGREED, true).apply();
                    }
                })
                .setNegativeButton("不同意", new DialogInterface.OnClickListener() {
                    @Override
                    public void onClick(DialogInterface dialog, int which) {
                        Toast.makeText(MainActivity.this, "您仍可浏览公开内容", Toast.LENGTH_SHORT).show();
                    }
                })
                .show();
    }
}
