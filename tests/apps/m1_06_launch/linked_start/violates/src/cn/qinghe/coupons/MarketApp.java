package cn.qinghe.coupons;

import android.app.Application;
import android.content.ComponentName;
import android.content.Context;
import android.content.Intent;

public final class MarketApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        Context context = this;
        /*@call Context context*/
        Intent partner = new Intent();
        partner.setComponent(new ComponentName("cn.yuanyang.mall", "cn.yuanyang.mall.push.WakeService"));
        context.startService(partner);
        /*@end*/
    }
}
