package cn.mingjian.probe;

import android.content.Context;
import android.content.SharedPreferences;
import android.util.Log;
import java.io.FileOutputStream;
import java.io.IOException;
import org.json.JSONException;
import org.json.JSONObject;

/** What was done and when: JSON a line in files/journal.jsonl, on the disk before the next act. */
final class Journal {
    private Journal() {}

    static void write(Context context, String act, long atMs, String state, String step, String detail) {
        synchronized (Journal.class) {
            SharedPreferences kept = context.getSharedPreferences("journal", Context.MODE_PRIVATE);
            int number = kept.getInt("n", 0) + 1;
            try {
                JSONObject line = new JSONObject();
                line.put("schema", "mingjian.probe/1");
                line.put("n", number);
                line.put("package", context.getPackageName());
                line.put("act", act);
                line.put("at_ms", atMs);
                line.put("until_ms", System.currentTimeMillis());
                line.put("state", state);
                line.put("step", step == null ? "" : step);
                line.put("detail", detail == null ? "" : detail);
                try (FileOutputStream out = context.openFileOutput("journal.jsonl", Context.MODE_APPEND)) {
                    out.write((line.toString() + "\n").getBytes("UTF-8"));
                    out.getFD().sync();
                }
                kept.edit().putInt("n", number).commit();
            } catch (IOException | JSONException problem) {
                Log.e("MingjianProbe", act, problem);
            }
        }
    }

    static void started(Context context, String how) {
        write(context, "started", System.currentTimeMillis(), "done", "", how);
    }
}
