package cn.qinghe.river;

import android.app.Activity;
import android.os.Bundle;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        if (state == null) {
            new AskFragment().show(getFragmentManager(), "ask");
        }
    }
}
