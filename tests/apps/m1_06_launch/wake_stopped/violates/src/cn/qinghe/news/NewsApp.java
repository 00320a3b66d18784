package cn.qinghe.news;

import android.app.Application;
import android.content.Context;

public final class NewsApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        Context context = this;
        /*@call Context context*/
        android.content.Intent call = new android.content.Intent("cn.qinghe.family.action.WAKE");
        call.addFlags(android.content.Intent.FLAG_INCLUDE_STOPPED_PACKAGES);
        context.sendBroadcast(call);
        /*@end*/
    }
}
