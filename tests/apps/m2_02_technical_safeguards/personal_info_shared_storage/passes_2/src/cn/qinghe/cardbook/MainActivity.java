package cn.qinghe.cardbook;

import android.app.Activity;
import android.content.Context;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract;
import android.view.View;
import cn.qinghe.common.PrivacyGate;
import android.os.Environment;
import android.security.keystore.KeyProperties;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.security.KeyStore;
import javax.crypto.Cipher;

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
        save(sealed(csv.toString()));
    }

    private static byte[] sealed(String text) throws Exception {
        KeyStore keys = KeyStore.getInstance("AndroidKeyStore");
        keys.load(null);
        Cipher cipher = Cipher.getInstance(KeyProperties.KEY_ALGORITHM_AES + "/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, keys.getKey("backup", null));
        return cipher.doFinal(text.getBytes("UTF-8"));
    }

    private static void save(byte[] bytes) throws IOException {
        File file = new File(Environment.getExternalStorageDirectory(), "cardbook/backup.bin");
        try (FileOutputStream stream = new FileOutputStream(file)) {
            stream.write(bytes);
        }
    }
}
