package cn.qinghe.backup;

import android.accounts.Account;
import android.app.Service;
import android.content.AbstractThreadedSyncAdapter;
import android.content.ContentProviderClient;
import android.content.Intent;
import android.content.SyncResult;
import android.os.Bundle;
import android.os.IBinder;

public final class KeepSyncService extends Service {
    @Override
    public IBinder onBind(Intent intent) {
        return new AbstractThreadedSyncAdapter(this, true) {
            @Override
            public void onPerformSync(Account account, Bundle extras, String authority, ContentProviderClient provider, SyncResult result) {}
        }.getSyncAdapterBinder();
    }
}
