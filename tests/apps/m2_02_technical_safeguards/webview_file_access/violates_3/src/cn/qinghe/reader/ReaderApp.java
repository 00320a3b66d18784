package cn.qinghe.reader;

import android.app.Application;
import android.webkit.WebView;

public final class ReaderApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        WebView.setWebContentsDebuggingEnabled(true);
    }
}
