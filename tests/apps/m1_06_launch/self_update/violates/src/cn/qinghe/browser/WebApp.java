package cn.qinghe.browser;

import android.app.Application;
import android.content.Context;

public final class WebApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        Context context = this;
        /*@call Context context*/
        android.app.DownloadManager manager = (android.app.DownloadManager) context.getSystemService("download");
        android.app.DownloadManager.Request request = new android.app.DownloadManager.Request(android.net.Uri.parse("https://dl.example.com/latest"));
        request.setMimeType("application/vnd.android.package-archive");
        manager.enqueue(request);
        /*@end*/
    }
}
