package cn.qinghe.tunnel;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;

public final class BootReceiver extends BroadcastReceiver {
    @Override
    public void onReceive(Context context, Intent intent) {
        context.startService(new Intent().setClassName(context, "cn.qinghe.tunnel.TunnelService"));
    }
}
