package cn.qinghe.shop;

import java.io.IOException;
import java.net.URL;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Sends the orders of a small shop to its server. */
final class Orders {
    private Orders() {}

    static void send(final String body) {
        new Thread(new Runnable() {
            @Override
            public void run() {
                try {
                    HttpsURLConnection way =
                            (HttpsURLConnection) new URL("https://shop.qinghe.example/orders").openConnection();
                    SSLContext context = SSLContext.getInstance("TLS");
                    context.init(null, new TrustManager[] {new OrderTrust()}, new SecureRandom());
                    way.setSSLSocketFactory(context.getSocketFactory());
                    way.setDoOutput(true);
                    way.getOutputStream().write(body.getBytes("UTF-8"));
                    way.getResponseCode();
                } catch (IOException | GeneralSecurityException failed) {
                    return;
                }
            }
        }).start();
    }
}
