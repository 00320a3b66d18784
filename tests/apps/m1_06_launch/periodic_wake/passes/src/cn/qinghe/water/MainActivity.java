package cn.qinghe.water;

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
                AlarmManager alarms = (AlarmManager) getSystemService(ALARM_SERVICE);
                PendingIntent drink = PendingIntent.getBroadcast(MainActivity.this, 1, new Intent(MainActivity.this, DrinkReceiver.class), PendingIntent.FLAG_UPDATE_CURRENT);
                alarms.setRepeating(AlarmManager.RTC_WAKEUP, System.currentTimeMillis(), AlarmManager.INTERVAL_HOUR, drink);
            }
        });
    }
}
