package cn.qinghe.mobilesafe;

import android.app.Activity;
import android.content.Context;
import android.content.pm.PackageManager;
import android.database.Cursor;
import android.net.Uri;
import android.os.Bundle;
import android.view.View;
import android.widget.Toast;
import cn.qinghe.common.PrivacyGate;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        PrivacyGate.ask(this);
        findViewById(R.id.action).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                if (!PrivacyGate.agreed(MainActivity.this)) {
                    PrivacyGate.ask(MainActivity.this);
                } else if (checkSelfPermission(android.Manifest.permission.READ_SMS) == PackageManager.PERMISSION_GRANTED) {
                    readMessages(MainActivity.this);
                } else {
                    Toast.makeText(MainActivity.this, "短信仅用于识别骚扰信息", Toast.LENGTH_LONG).show();
                    requestPermissions(new String[] {android.Manifest.permission.READ_SMS}, 1);
                }
            }
        });
    }

    private static void readMessages(Context context) {
        /*@call Context context*/
        Cursor cursor = context.getContentResolver().query(Uri.parse("content://sms/inbox"), null, null, null, null);
        if (cursor != null) {
            context.getSharedPreferences("sms", 0).edit().putInt("count", cursor.getCount()).apply();
            cursor.close();
        }
        /*@end*/
    }
}
