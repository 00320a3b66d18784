package cn.qinghe.cleaner;

import android.content.Context;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;

/** Downloads a package over HTTPS into the app's own cache. */
public final class Fetcher {
    private Fetcher() {}

    public static File fetch(Context context, String address) throws IOException {
        File file = new File(context.getExternalCacheDir(), "update.apk");
        HttpURLConnection connection = (HttpURLConnection) new URL(address).openConnection();
        InputStream input = connection.getInputStream();
        OutputStream output = new FileOutputStream(file);
        byte[] buffer = new byte[8192];
        for (int read = input.read(buffer); read > 0; read = input.read(buffer)) {
            output.write(buffer, 0, read);
        }
        output.close();
        input.close();
        return file;
    }
}
