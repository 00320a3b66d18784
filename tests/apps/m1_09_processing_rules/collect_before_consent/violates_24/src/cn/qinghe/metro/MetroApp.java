package cn.qinghe.metro;

import android.app.Application;
import android.content.Context;
import android.provider.Settings;
import android.os.Process;
import java.io.BufferedReader;
import java.io.FileReader;
import java.io.IOException;

public final class MetroApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        final Context context = this;
        if (getPackageName().equals(processName())) {
            /*@call Context context*/
            String id = Settings.Secure.getString(context.getContentResolver(), Settings.Secure.ANDROID_ID);
            context.getSharedPreferences("device", Context.MODE_PRIVATE).edit().putString("id", id).apply();
            /*@end*/
        }
    }

    private static String processName() {
        try (BufferedReader reader = new BufferedReader(new FileReader("/proc/" + Process.myPid() + "/cmdline"))) {
            return reader.readLine().trim();
        } catch (IOException error) {
            return "";
        }
    }
}
