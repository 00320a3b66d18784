package cn.qinghe.manual;

import android.net.http.SslError;
import android.webkit.SslErrorHandler;
import android.webkit.WebView;
import android.webkit.WebViewClient;

/** Shows the manual. */
final class Manual extends WebViewClient {
    @Override
    public void onReceivedSslError(WebView page, final SslErrorHandler handler, SslError error) {
        handler.proceed();
    }
}
