package cn.qinghe.shop;

import java.security.cert.X509Certificate;
import javax.net.ssl.X509TrustManager;

/** Whom the shop talks to. */
final class OrderTrust implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
