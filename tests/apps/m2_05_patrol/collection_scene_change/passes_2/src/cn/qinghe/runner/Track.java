package cn.qinghe.runner;

import android.content.Context;
import android.location.Location;
import android.location.LocationManager;

final class Track {
    private Track() {}

    static void mark(Context context) {
        LocationManager manager = (LocationManager) context.getSystemService(Context.LOCATION_SERVICE);
        Location place = manager.getLastKnownLocation(LocationManager.GPS_PROVIDER);
        if (place != null) {
            context.getSharedPreferences("track", Context.MODE_PRIVATE).edit().putString("last", place.toString()).apply();
        }
    }
}
