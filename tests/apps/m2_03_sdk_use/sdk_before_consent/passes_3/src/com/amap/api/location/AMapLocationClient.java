package com.amap.api.location;

import android.content.Context;

public class AMapLocationClient {
    private final Context context;

    public AMapLocationClient(Context context) {
        this.context = context;
    }

    public static void updatePrivacyShow(Context context, boolean contains, boolean shown) {
        context.getSharedPreferences("amap", Context.MODE_PRIVATE).edit().putBoolean("a", contains && shown).apply();
    }

    public static void updatePrivacyAgree(Context context, boolean agreed) {
        context.getSharedPreferences("amap", Context.MODE_PRIVATE).edit().putBoolean("b", agreed).apply();
    }

    public void setLocationOption(String option) {
        context.getSharedPreferences("amap", Context.MODE_PRIVATE).edit().putString("c", option).apply();
    }
}
