package cn.qinghe.manual;

import android.net.http.SslError;
import android.webkit.SslErrorHandler;
import android.webkit.WebView;
import android.webkit.WebViewClient;

/** Shows the manual. */
final class Manual extends WebViewClient {
    @Override
    public void onReceivedSslError(WebView page, final SslErrorHandler handler, SslError error) {
        new android.app.AlertDialog.Builder(page.getContext())
                .setMessage("此网页的证书有误，仍要打开吗？")
                .setPositiveButton("仍要打开", new android.content.DialogInterface.OnClickListener() {
                    @Override
                    public void onClick(android.content.DialogInterface dialog, int which) {
                        handler.proceed();
                    }
                })
                .setNegativeButton("返回", new android.content.DialogInterface.OnClickListener() {
                    @Override
                    public void onClick(android.content.DialogInterface dialog, int which) {
                        handler.cancel();
                    }
                })
                .show();
    }
}
