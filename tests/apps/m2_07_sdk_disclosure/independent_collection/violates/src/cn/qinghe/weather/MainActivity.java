package cn.qinghe.weather;

import android.app.Activity;
import android.os.Bundle;
import android.view.View;
import cn.qinghe.common.PrivacyGate;
import com.umeng.commonsdk.UMConfigure;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        PrivacyGate.ask(this);
        findViewById(android.R.id.content).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                UMConfigure.init(MainActivity.this, "65a0f1c2e4b0");
            }
        });
    }
}
