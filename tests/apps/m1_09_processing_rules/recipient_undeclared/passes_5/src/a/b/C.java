package a.b;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;

/** A part of the SDK as it is delivered: under a short name. */
public final class C {
    private C() {}

    public static void a(byte[] body) throws IOException {
        HttpURLConnection link = (HttpURLConnection) new URL("https://ulogs.umeng.com/unify_logs").openConnection();
        link.setDoOutput(true);
        OutputStream stream = link.getOutputStream();
        stream.write(body);
        stream.close();
    }
}
