package cn.qinghe.scan;

import android.app.Activity;
import android.os.Bundle;
import android.view.View;
import cn.qinghe.common.PrivacyGate;
import java.io.IOException;

public final class MainActivity extends Activity {
    private byte[] photo = new byte[0];

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
                        recognise(photo);
                    }
                }).start();
            }
        });
    }

    private static void recognise(byte[] photo) {
        try {
            if (Client.post(Api.recognise, photo) == 200) {
                Client.post(Api.cards, photo);
            }
        } catch (IOException problem) {
            android.util.Log.w("scan", "识别失败");
        }
    }
}
