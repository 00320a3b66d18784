package cn.shiguang.ledger;

import android.content.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;

/** Sends a note to the server. */
final class Uploader {
    private Uploader() {}

    static void upload(Context context, String note) {
        try {
            HttpURLConnection connection = (HttpURLConnection) new URL("http://api.shiguang.example/notes").openConnection();
            connection.setRequestMethod("POST");
            connection.setDoOutput(true);
            OutputStream output = connection.getOutputStream();
            output.write(note.getBytes("UTF-8"));
            output.close();
            connection.getResponseCode();
        } catch (IOException problem) {
            context.getSharedPreferences("drafts", Context.MODE_PRIVATE).edit().putString("last", note).apply();
        }
    }
}
