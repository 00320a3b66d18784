package cn.qinghe.novel;

import android.app.Application;
import kotlinx.coroutines.BuildersKt;

public final class NovelApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        BuildersKt.launch(new ReadDevice(this));
    }
}
