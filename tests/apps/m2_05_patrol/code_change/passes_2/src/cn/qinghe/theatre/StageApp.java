package cn.qinghe.theatre;

import android.app.Application;

public final class StageApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        getSharedPreferences("stage", MODE_PRIVATE).edit().putInt("starts", 1).apply();
    }
}
