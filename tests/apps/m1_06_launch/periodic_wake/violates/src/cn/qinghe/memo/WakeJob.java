package cn.qinghe.memo;

import android.app.job.JobParameters;
import android.app.job.JobService;
import android.content.Context;
import android.content.Intent;

public final class WakeJob extends JobService {
    @Override
    public boolean onStartJob(JobParameters parameters) {
        Context context = this;
        /*@call Context context*/
        context.startService(new Intent().setClassName(context, "cn.qinghe.memo.GuardService"));
        /*@end*/
        return false;
    }

    @Override
    public boolean onStopJob(JobParameters parameters) {
        return true;
    }
}
