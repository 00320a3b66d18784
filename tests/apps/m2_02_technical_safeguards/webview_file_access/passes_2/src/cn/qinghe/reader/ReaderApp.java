package cn.qinghe.reader;

import android.app.Application;
import android.content.pm.ApplicationInfo;
import android.webkit.WebView;

public final class ReaderApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        if ((getApplicationInfo().flags & ApplicationInfo.FLAG_DEBUGGABLE) != 0) {
            WebView.setWebContentsDebuggingEnabled(true);
        }
    }
}
