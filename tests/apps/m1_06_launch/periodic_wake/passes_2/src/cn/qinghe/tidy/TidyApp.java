package cn.qinghe.tidy;

import android.app.Application;
import android.app.job.JobInfo;
import android.app.job.JobScheduler;
import android.content.ComponentName;

public final class TidyApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        JobScheduler scheduler = (JobScheduler) getSystemService(JOB_SCHEDULER_SERVICE);
        scheduler.schedule(new JobInfo.Builder(7, new ComponentName(this, TidyJob.class)).setPeriodic(86400000L).setRequiresCharging(true).build());
    }
}
