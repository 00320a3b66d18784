package cn.qinghe.places;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URL;

/** Looks of the pages, from a store of files. */
final class Styles {
    private Styles() {}

    static void update() {
        try {
            HttpURLConnection connection = (HttpURLConnection) new URL("https://img.liangma-geo.cn/v1/styles").openConnection();
            InputStream answer = connection.getInputStream();
            answer.close();
        } catch (IOException problem) {
            android.util.Log.w("places", "样式没有更新");
        }
    }
}
