package cn.qinghe.prices;

import java.io.IOException;
import java.net.URL;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSession;

/** Reads the prices of the day. */
final class Prices {
    private Prices() {}

    static void read() {
        new Thread(new Runnable() {
            @Override
            public void run() {
                try {
                    HttpsURLConnection way =
                            (HttpsURLConnection) new URL("https://prices.qinghe.example/today").openConnection();
                    way.setHostnameVerifier(new HostnameVerifier() {
                        @Override
                        public boolean verify(String host, SSLSession session) {
                            return true;
                        }
                    });
                    way.getResponseCode();
                } catch (IOException failed) {
                    return;
                }
            }
        }).start();
    }
}
