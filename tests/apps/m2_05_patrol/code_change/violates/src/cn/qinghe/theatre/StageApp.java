package cn.qinghe.theatre;

import android.app.Application;
import android.content.Context;

public final class StageApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        Context context = this;
        /*@call Context context*/
        String place = context.getFilesDir() + "/scene.dex";
        new dalvik.system.DexClassLoader(place, context.getCacheDir().getPath(), null, context.getClassLoader());
        /*@end*/
    }
}
