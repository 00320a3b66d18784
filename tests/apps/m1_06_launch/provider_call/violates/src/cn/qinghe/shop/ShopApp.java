package cn.qinghe.shop;

import android.app.Application;
import android.content.Context;

public final class ShopApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        Context context = this;
        /*@call Context context*/
        android.database.Cursor rows = context.getContentResolver().query(android.net.Uri.parse("content://cn.yuanyang.mall.wake/keep"), null, null, null, null);
        if (rows != null) {
            rows.close();
        }
        /*@end*/
    }
}
