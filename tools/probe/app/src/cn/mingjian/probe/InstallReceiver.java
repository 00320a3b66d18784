package cn.mingjian.probe;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;
import android.content.pm.PackageInstaller;

/** Hears what became of an installation session. */
public class InstallReceiver extends BroadcastReceiver {
    @Override
    public void onReceive(Context context, Intent intent) {
        int status = intent.getIntExtra(PackageInstaller.EXTRA_STATUS, PackageInstaller.STATUS_FAILURE);
        String state = status == PackageInstaller.STATUS_SUCCESS
                ? "done"
                : status == PackageInstaller.STATUS_PENDING_USER_ACTION ? "asked" : "denied";
        String said = status + " " + intent.getStringExtra(PackageInstaller.EXTRA_STATUS_MESSAGE);
        Journal.write(
                context, "install_session", System.currentTimeMillis(), state, intent.getStringExtra("step"), said);
        Intent confirm = intent.getParcelableExtra(Intent.EXTRA_INTENT);
        if ("asked".equals(state) && confirm != null) {
            context.startActivity(confirm.addFlags(Intent.FLAG_ACTIVITY_NEW_TASK));
        }
    }
}
