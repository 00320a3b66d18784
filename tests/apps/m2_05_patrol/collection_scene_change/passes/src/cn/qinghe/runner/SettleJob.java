package cn.qinghe.runner;

import android.app.job.JobParameters;
import android.app.job.JobService;
import android.content.Context;

public final class SettleJob extends JobService {
    @Override
    public boolean onStartJob(JobParameters parameters) {
        Context context = this;
        context.getSharedPreferences("track", Context.MODE_PRIVATE).edit().putBoolean("settled", true).apply();
        return false;
    }

    @Override
    public boolean onStopJob(JobParameters parameters) {
        return false;
    }
}
