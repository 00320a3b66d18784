package cn.qinghe.pedometer;

import android.app.Application;
import android.content.Context;

public final class StepApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        Context context = this;
        /*@call Context context*/
        com.fanjun.keeplive.KeepLive.startWork(context);
        /*@end*/
    }
}
