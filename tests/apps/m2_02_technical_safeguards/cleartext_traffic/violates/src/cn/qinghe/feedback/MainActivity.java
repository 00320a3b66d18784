package cn.qinghe.feedback;

import android.app.Activity;
import android.content.Context;
import android.os.Bundle;
import android.view.View;
import cn.qinghe.common.PrivacyGate;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        PrivacyGate.ask(this);
        findViewById(R.id.action).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                new Thread(new Runnable() {
                    @Override
                    public void run() {
                        send(MainActivity.this);
                    }
                }).start();
            }
        });
    }

    private static void send(Context context) {
        /*@call Context context*/
        try {
            HttpURLConnection connection = (HttpURLConnection) new URL("http://api.qinghe.example/feedback").openConnection();
            connection.setRequestMethod("POST");
            connection.setDoOutput(true);
            OutputStream output = connection.getOutputStream();
            output.write(context.getSharedPreferences("draft", Context.MODE_PRIVATE).getString("phone", "").getBytes("UTF-8"));
            output.close();
            connection.getResponseCode();
        } catch (IOException problem) {
            android.util.Log.w("feedback", "发送失败");
        }
        /*@end*/
    }
}
