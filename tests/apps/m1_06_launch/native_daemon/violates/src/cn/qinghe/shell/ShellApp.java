package cn.qinghe.shell;

import android.app.Application;
import android.content.Context;

public final class ShellApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        Context context = this;
        /*@call Context context*/
        try {
            Runtime.getRuntime().exec("am startservice --user 0 -n cn.qinghe.shell/.StayService");
        } catch (java.io.IOException broken) {
            context.getSharedPreferences("shell", 0).edit().putBoolean("failed", true).apply();
        }
        /*@end*/
    }
}
