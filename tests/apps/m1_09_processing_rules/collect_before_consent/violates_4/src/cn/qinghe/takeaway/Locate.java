package cn.qinghe.takeaway;

import android.content.Context;
import android.location.Location;
import android.location.LocationManager;

final class Locate implements Runnable {
    private final Context owner;

    Locate(Context owner) {
        this.owner = owner;
    }

    @Override
    public void run() {
        Context context = owner;
        /*@call Context context*/
        LocationManager manager = (LocationManager) context.getSystemService(Context.LOCATION_SERVICE);
        Location place = manager.getLastKnownLocation(LocationManager.NETWORK_PROVIDER);
        context.getSharedPreferences("device", Context.MODE_PRIVATE).edit().putString("place", String.valueOf(place)).apply();
        /*@end*/
    }
}
