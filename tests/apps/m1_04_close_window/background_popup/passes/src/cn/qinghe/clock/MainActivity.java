package cn.qinghe.clock;

import android.app.Activity;
import android.app.AlarmManager;
import android.app.PendingIntent;
import android.content.Intent;
import android.os.Bundle;
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
                plan();
            }
        });
    }

    private void plan() {
        AlarmManager alarms = (AlarmManager) getSystemService(ALARM_SERVICE);
        PendingIntent due = PendingIntent.getBroadcast(this, 0, new Intent(this, DueReceiver.class), 0);
        alarms.set(AlarmManager.RTC_WAKEUP, System.currentTimeMillis() + 3600000L, due);
    }
}
