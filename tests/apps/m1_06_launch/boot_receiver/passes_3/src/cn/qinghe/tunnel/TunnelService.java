package cn.qinghe.tunnel;

import android.content.Intent;
import android.net.VpnService;

public final class TunnelService extends VpnService {
    @Override
    public int onStartCommand(Intent intent, int flags, int startId) {
        if (getSharedPreferences("tunnel", MODE_PRIVATE).getBoolean("on", false)) {
            new Builder().setSession("青禾隧道").addAddress("10.0.0.2", 32).establish();
        }
        return START_NOT_STICKY;
    }
}
