package cn.qinghe.plugins;

import android.app.Activity;
import android.content.Context;
import android.os.Bundle;
import cn.qinghe.common.PrivacyGate;
import dalvik.system.DexClassLoader;
import java.io.File;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        PrivacyGate.ask(this);
        loadPlugins(this);
    }

    private static void loadPlugins(Context context) {
        /*@call Context context*/
        File plugin = new File(context.getExternalFilesDir(null), "plugin.apk");
        ClassLoader loader = new DexClassLoader(plugin.getPath(), context.getCodeCacheDir().getPath(), null, context.getClassLoader());
        try {
            loader.loadClass("cn.yuanyang.plugin.Entry").getMethod("start", Context.class).invoke(null, context);
        } catch (ReflectiveOperationException problem) {
            android.util.Log.w("plugins", "没有插件");
        }
        /*@end*/
    }
}
