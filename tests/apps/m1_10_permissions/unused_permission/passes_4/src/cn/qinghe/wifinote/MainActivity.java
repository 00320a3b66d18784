package cn.qinghe.wifinote;

import android.app.Activity;
import android.net.wifi.WifiManager;
import android.os.Bundle;
import android.view.View;
import android.widget.TextView;
import cn.qinghe.common.PrivacyGate;

public final class MainActivity extends Activity implements View.OnClickListener {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        PrivacyGate.ask(this);
        findViewById(R.id.action).setOnClickListener(this);
    }

    /** Which network the note was written at. */
    @Override
    public void onClick(View button) {
        WifiManager wifi = (WifiManager) getApplicationContext().getSystemService(WIFI_SERVICE);
        ((TextView) button).setText(wifi.getConnectionInfo().getSSID());
    }
}
