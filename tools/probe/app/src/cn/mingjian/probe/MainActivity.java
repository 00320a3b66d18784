package cn.mingjian.probe;

import android.app.Activity;
import android.app.job.JobInfo;
import android.app.job.JobScheduler;
import android.content.ComponentName;
import android.os.Bundle;
import android.widget.TextView;

/** The first screen; from here on the platform's job wakes the app too. */
public class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        TextView text = new TextView(this);
        text.setText("明鉴终端测试探针 · Mingjian terminal probe");
        setContentView(text);
        JobInfo job = new JobInfo.Builder(1, new ComponentName(this, SelfJob.class))
                .setPeriodic(15 * 60 * 1000)
                .setPersisted(true)
                .build();
        ((JobScheduler) getSystemService(JOB_SCHEDULER_SERVICE)).schedule(job);
    }
}
