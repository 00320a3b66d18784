package cn.qinghe.clock;

import android.app.Activity;
import android.app.Notification;
import android.app.NotificationManager;
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
                tell();
            }
        });
    }

    private void tell() {
        NotificationManager notices = (NotificationManager) getSystemService(NOTIFICATION_SERVICE);
        PendingIntent due = PendingIntent.getBroadcast(this, 0, new Intent(this, NoticeClickReceiver.class), 0);
        notices.notify(1, new Notification.Builder(this)
                .setSmallIcon(R.mipmap.ic_launcher)
                .setContentTitle("秋日福利")
                .setContentIntent(due)
                .build());
    }
}
