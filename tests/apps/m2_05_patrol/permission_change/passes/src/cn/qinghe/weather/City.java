package cn.qinghe.weather;

import android.content.Context;
import android.location.LocationManager;

final class City {
    private City() {}

    static void locate(Context context) {
        LocationManager manager = (LocationManager) context.getSystemService(Context.LOCATION_SERVICE);
        manager.getLastKnownLocation(LocationManager.NETWORK_PROVIDER);
    }
}
