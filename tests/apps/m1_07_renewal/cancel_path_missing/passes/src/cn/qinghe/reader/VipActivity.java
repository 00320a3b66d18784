package cn.qinghe.reader;

import android.app.Activity;
import android.os.Bundle;
import android.view.View;
import cn.qinghe.common.PrivacyGate;
import com.alipay.sdk.app.PayTask;

public final class VipActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_vip);
        PrivacyGate.ask(this);
        findViewById(R.id.pay).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                pay();
            }
        });
    }

    private void pay() {
        final Activity activity = this;
        new Thread(new Runnable() {
            @Override
            public void run() {
                new PayTask(activity).payV2("order=20260101", true);
            }
        }).start();
    }
}
