package cn.qinghe.games;

import android.app.Activity;
import android.content.Context;
import android.content.Intent;
import android.os.Bundle;
import android.os.Handler;
import android.os.Looper;
import cn.qinghe.common.PrivacyGate;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        PrivacyGate.ask(this);
        final Context context = this;
        new Handler(Looper.getMainLooper()).postDelayed(new Runnable() {
            @Override
            public void run() {
                /*@call Context context*/
                Intent partner = new Intent(Intent.ACTION_MAIN);
                partner.setClassName("cn.yuanyang.mall", "cn.yuanyang.mall.HomeActivity");
                partner.addFlags(Intent.FLAG_ACTIVITY_NEW_TASK);
                context.startActivity(partner);
                /*@end*/
            }
        }, 2000L);
    }
}
