package cn.tuisong.hub;

import android.content.Context;
import android.content.pm.PackageInfo;
import android.provider.Settings;
import java.util.List;

/** Reads what tells one phone from another. */
final class DeviceInfo {
    private DeviceInfo() {}

    static String collect(Context context) {
        String id = Settings.Secure.getString(context.getContentResolver(), Settings.Secure.ANDROID_ID);
        List<PackageInfo> installed = context.getPackageManager().getInstalledPackages(0);
        StringBuilder names = new StringBuilder(id);
        for (PackageInfo one : installed) {
            names.append(',').append(one.packageName);
        }
        return names.toString();
    }
}
