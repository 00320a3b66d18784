package cn.qinghe.reader;

import android.app.Activity;
import android.os.Bundle;
import android.webkit.WebView;
import cn.qinghe.common.PrivacyGate;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        PrivacyGate.ask(this);
        open((WebView) findViewById(R.id.page));
    }

    private static void open(WebView page) {
        page.getSettings().setJavaScriptEnabled(true);
        /*@call WebView page*/
        page.getSettings().setMixedContentMode(0);
        /*@end*/
        page.loadUrl("file:///android_asset/help.html");
    }
}
