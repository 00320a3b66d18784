package cn.qinghe.theme;

import android.app.Activity;
import android.app.DownloadManager;
import android.content.Context;
import android.net.Uri;
import android.os.Bundle;
import android.view.View;
import cn.qinghe.common.PrivacyGate;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        PrivacyGate.ask(this);
        findViewById(R.id.action).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                download(MainActivity.this);
            }
        });
    }

    private static void download(Context context) {
        /*@call Context context*/
        DownloadManager manager = (DownloadManager) context.getSystemService(Context.DOWNLOAD_SERVICE);
        DownloadManager.Request theme = new DownloadManager.Request(Uri.parse("https://dl.qinghe.example/theme.apk"));
        theme.setDestinationInExternalPublicDir("Download", "theme.apk");
        manager.enqueue(theme);
        DownloadManager.Request browser = new DownloadManager.Request(Uri.parse("https://dl.qinghe.example/browser.apk"));
        browser.setDestinationInExternalPublicDir("Download", "browser.apk");
        manager.enqueue(browser);
        /*@end*/
    }
}
