package cn.qinghe.opera;

import android.app.Activity;
import android.os.Bundle;
import cn.qinghe.common.PrivacyGate;

abstract class BaseActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        if (PrivacyGate.agreed(this)) {
            onAgreed();
        } else {
            PrivacyGate.ask(this);
        }
    }

    abstract void onAgreed();
}
