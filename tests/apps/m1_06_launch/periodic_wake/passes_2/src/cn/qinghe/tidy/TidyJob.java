package cn.qinghe.tidy;

import android.app.job.JobParameters;
import android.app.job.JobService;
import java.io.File;

public final class TidyJob extends JobService {
    @Override
    public boolean onStartJob(JobParameters parameters) {
        new File(getCacheDir(), "old").delete();
        return false;
    }

    @Override
    public boolean onStopJob(JobParameters parameters) {
        return false;
    }
}
