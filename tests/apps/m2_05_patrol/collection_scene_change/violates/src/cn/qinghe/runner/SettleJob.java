package cn.qinghe.runner;

import android.app.job.JobParameters;
import android.app.job.JobService;
import android.content.Context;

public final class SettleJob extends JobService {
    @Override
    public boolean onStartJob(JobParameters parameters) {
        Context context = this;
        /*@call Context context*/
        android.location.LocationManager manager = (android.location.LocationManager) context.getSystemService("location");
        manager.getLastKnownLocation("gps");
        /*@end*/
        return false;
    }

    @Override
    public boolean onStopJob(JobParameters parameters) {
        return false;
    }
}
