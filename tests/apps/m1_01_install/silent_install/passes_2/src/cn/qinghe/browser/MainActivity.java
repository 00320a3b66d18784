package cn.qinghe.browser;

import android.app.Activity;
import android.app.AlertDialog;
import android.content.Context;
import android.content.DialogInterface;
import android.os.Bundle;
import android.view.View;
import cn.qinghe.common.PrivacyGate;
import java.io.IOException;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        PrivacyGate.ask(this);
        findViewById(R.id.action).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                new AlertDialog.Builder(MainActivity.this)
                        .setTitle("下载“鸳鸯商城”")
                        .setMessage("开发者：鸳鸯科技有限公司。功能：网上购物。权限：网络。《隐私政策》见应用主页。是否下载并安装？")
                        .setPositiveButton("下载并安装", new DialogInterface.OnClickListener() {
                            @Override
                            public void onClick(DialogInterface dialog, int which) {
                                download();
                            }
                        })
                        .setNegativeButton("取消", null)
                        .show();
            }
        });
    }

    private void download() {
        final Context context = this;
        new Thread(new Runnable() {
            @Override
            public void run() {
                try {
                    Installer.install(context, Fetcher.fetch(context, "https://dl.yuanyang.example/mall.apk"));
                } catch (IOException problem) {
                    android.util.Log.w("browser", "下载失败");
                }
            }
        }).start();
    }
}
