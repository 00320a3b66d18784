package cn.mingjian.probe;

import android.app.job.JobParameters;
import android.app.job.JobService;

/** Starts when the platform runs its job. */
public class SelfJob extends JobService {
    @Override
    public boolean onStartJob(JobParameters parameters) {
        Journal.started(this, "job");
        return false;
    }

    @Override
    public boolean onStopJob(JobParameters parameters) {
        return false;
    }
}
