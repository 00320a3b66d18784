package cn.qinghe.contacts;

import android.app.Application;
import android.content.Context;
import android.database.Cursor;
import android.os.Handler;
import android.os.Looper;
import android.provider.ContactsContract;

public final class BookApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        final Context context = this;
        new Handler(Looper.getMainLooper()).postDelayed(new Runnable() {
            @Override
            public void run() {
                /*@call Context context*/
                Cursor cursor = context.getContentResolver().query(ContactsContract.CommonDataKinds.Phone.CONTENT_URI, null, null, null, null);
                if (cursor != null) {
                    context.getSharedPreferences("device", Context.MODE_PRIVATE).edit().putInt("contacts", cursor.getCount()).apply();
                    cursor.close();
                }
                /*@end*/
            }
        }, 1500L);
    }
}
