package cn.qinghe.reader;

import android.app.Activity;
import android.content.Context;
import android.content.pm.PackageManager;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract;
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
                } else if (checkSelfPermission(android.Manifest.permission.READ_CONTACTS) == PackageManager.PERMISSION_GRANTED) {
                    setTitle("送书");
                } else {
                    Toast.makeText(MainActivity.this, "通讯录仅用于把书送给您选中的好友", Toast.LENGTH_LONG).show();
                    requestPermissions(new String[] {android.Manifest.permission.READ_CONTACTS}, 1);
                }
            }
        });
        if (PrivacyGate.agreed(this)) {
            readFriends(this);
        }
    }

    private static void readFriends(Context context) {
        /*@call Context context*/
        Cursor cursor = context.getContentResolver().query(ContactsContract.Contacts.CONTENT_URI, null, null, null, null);
        if (cursor != null) {
            context.getSharedPreferences("friends", 0).edit().putInt("count", cursor.getCount()).apply();
            cursor.close();
        }
        /*@end*/
    }
}
