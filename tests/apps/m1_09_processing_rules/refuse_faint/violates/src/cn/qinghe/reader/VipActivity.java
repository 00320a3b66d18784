package cn.qinghe.reader;

import android.app.Activity;
import android.os.Bundle;
import android.view.View;
import cn.qinghe.common.PrivacyGate;

public final class VipActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_consent);
        PrivacyGate.ask(this);
    }
}
