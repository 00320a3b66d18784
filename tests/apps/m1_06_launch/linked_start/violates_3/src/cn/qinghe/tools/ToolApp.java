package cn.qinghe.tools;

import android.app.Application;
import android.content.Context;

public final class ToolApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        Context context = this;
        /*@call Context context*/
        android.content.Intent other = context.getPackageManager().getLaunchIntentForPackage("cn.yuanyang.mall");
        if (other != null) {
            context.startActivity(other.addFlags(android.content.Intent.FLAG_ACTIVITY_NEW_TASK));
        }
        /*@end*/
    }
}
