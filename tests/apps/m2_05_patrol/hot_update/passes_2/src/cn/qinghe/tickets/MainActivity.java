package cn.qinghe.tickets;

import android.app.Activity;
import android.os.Bundle;
import cn.qinghe.common.PrivacyGate;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        PrivacyGate.ask(this);
        try {
            Class<?> page = getClassLoader().loadClass("cn.qinghe.tickets.Seats");
            setTitle(String.valueOf(page.getMethod("title").invoke(null)));
        } catch (ReflectiveOperationException problem) {
            setTitle("首页");
        }
    }
}
