package cn.shiguang.ledger;

import android.app.Application;
import cn.tuisong.hub.PushHub;

public final class LedgerApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        PushHub.init(this, "shiguang-2023");
    }
}
