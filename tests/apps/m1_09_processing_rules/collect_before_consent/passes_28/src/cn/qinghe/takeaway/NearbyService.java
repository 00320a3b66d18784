package cn.qinghe.takeaway;

import android.app.Service;
import android.content.Context;
import android.content.Intent;
import android.location.Location;
import android.location.LocationManager;
import android.os.IBinder;

public final class NearbyService extends Service {
    @Override
    public int onStartCommand(Intent intent, int flags, int startId) {
        LocationManager manager = (LocationManager) getSystemService(Context.LOCATION_SERVICE);
        Location place = manager.getLastKnownLocation(LocationManager.NETWORK_PROVIDER);
        getSharedPreferences("device", MODE_PRIVATE).edit().putString("place", String.valueOf(place)).apply();
        stopSelf(startId);
        return START_NOT_STICKY;
    }

    @Override
    public IBinder onBind(Intent intent) {
        return null;
    }
}
