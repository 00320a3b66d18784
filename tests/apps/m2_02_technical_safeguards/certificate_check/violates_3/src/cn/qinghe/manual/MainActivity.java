package cn.qinghe.manual;

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
        WebView page = (WebView) findViewById(R.id.page);
        page.setWebViewClient(new Manual());
        page.loadUrl("https://help.qinghe.example/manual.html");
    }
}
