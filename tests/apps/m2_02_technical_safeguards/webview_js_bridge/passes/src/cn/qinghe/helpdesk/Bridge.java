package cn.qinghe.helpdesk;

import android.webkit.JavascriptInterface;

/** What scripts of the page may call. */
public final class Bridge {
    @JavascriptInterface
    public String version() {
        return "1.0.0";
    }
}
