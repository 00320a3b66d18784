package cn.qinghe.filter;

import android.app.Activity;
import android.os.Bundle;
import android.view.View;
import cn.qinghe.common.PrivacyGate;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URL;

public final class MainActivity extends Activity {
    private int shown;

    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        PrivacyGate.ask(this);
        findViewById(R.id.action).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                shown = Rules.blocked().size();
                new Thread(new Runnable() {
                    @Override
                    public void run() {
                        update();
                    }
                }).start();
            }
        });
    }

    private static void update() {
        try {
            HttpURLConnection connection = (HttpURLConnection) new URL("https://rules.qinghe.cn/hosts.txt").openConnection();
            InputStream answer = connection.getInputStream();
            answer.close();
        } catch (IOException problem) {
            android.util.Log.w("filter", "更新失败");
        }
    }

    /** Left from an early version; nothing calls it. */
    static void trial() throws IOException {
        new URL("https://aip.baidubce.com/rest/2.0/ocr/v1/general").openConnection().connect();
    }
}
