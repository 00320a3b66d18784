package cn.qinghe.launcher;

import android.content.ContentProvider;
import android.content.ContentValues;
import android.content.Context;
import android.content.pm.PackageInfo;
import android.database.Cursor;
import android.net.Uri;
import java.util.List;

public final class InitProvider extends ContentProvider {
    @Override
    public boolean onCreate() {
        Context context = getContext();
        /*@call Context context*/
        List<PackageInfo> installed = context.getPackageManager().getInstalledPackages(0);
        context.getSharedPreferences("device", Context.MODE_PRIVATE).edit().putInt("installed", installed.size()).apply();
        /*@end*/
        return true;
    }

    @Override
    public Cursor query(Uri uri, String[] projection, String selection, String[] arguments, String order) {
        return null;
    }

    @Override
    public String getType(Uri uri) {
        return null;
    }

    @Override
    public Uri insert(Uri uri, ContentValues values) {
        return null;
    }

    @Override
    public int delete(Uri uri, String selection, String[] arguments) {
        return 0;
    }

    @Override
    public int update(Uri uri, ContentValues values, String selection, String[] arguments) {
        return 0;
    }
}
