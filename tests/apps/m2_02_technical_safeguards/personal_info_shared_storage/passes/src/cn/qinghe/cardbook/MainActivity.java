package cn.qinghe.cardbook;

import android.app.Activity;
import android.content.Context;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract;
import android.view.View;
import cn.qinghe.common.PrivacyGate;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        PrivacyGate.ask(this);
        findViewById(android.R.id.content).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                try {
                    backUp(MainActivity.this);
                } catch (Exception e) {
                    setTitle("备份失败");
                }
            }
        });
    }

    private static void backUp(Context context) throws Exception {
        Cursor rows = context.getContentResolver().query(
                ContactsContract.CommonDataKinds.Phone.CONTENT_URI, null, null, null, null);
        StringBuilder csv = new StringBuilder();
        while (rows.moveToNext()) {
            csv.append(rows.getString(rows.getColumnIndexOrThrow("display_name"))).append(',');
            csv.append(rows.getString(rows.getColumnIndexOrThrow("data1"))).append('\n');
        }
        rows.close();
        save(context, csv.toString());
    }

    private static void save(Context context, String text) throws IOException {
        try (Writer writer = new OutputStreamWriter(
                context.openFileOutput("backup.csv", Context.MODE_PRIVATE), "UTF-8")) {
            writer.write(text);
        }
    }
}
