package cn.qinghe.weather;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;
import android.location.Location;
import android.location.LocationManager;
import cn.qinghe.common.PrivacyGate;

public final class NetReceiver extends BroadcastReceiver {
    @Override
    public void onReceive(Context context, Intent intent) {
        if (PrivacyGate.agreed(context)) {
            locate(context);
        }
    }

    private static void locate(Context context) {
        /*@call Context context*/
        LocationManager manager = (LocationManager) context.getSystemService(Context.LOCATION_SERVICE);
        Location place = manager.getLastKnownLocation(LocationManager.NETWORK_PROVIDER);
        if (place != null) {
            context.getSharedPreferences("place", 0).edit().putFloat("lat", (float) place.getLatitude()).apply();
        }
        /*@end*/
    }
}
