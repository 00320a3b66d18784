package cn.qinghe.cloud;

import android.accounts.Account;
import android.accounts.AccountManager;
import android.app.Activity;
import android.content.ContentResolver;
import android.os.Bundle;
import android.view.View;
import cn.qinghe.common.PrivacyGate;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        PrivacyGate.ask(this);
        findViewById(R.id.action).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                Account account = new Account("我的云盘", "cn.qinghe.cloud");
                if (AccountManager.get(MainActivity.this).addAccountExplicitly(account, null, null)) {
                    ContentResolver.setSyncAutomatically(account, "cn.qinghe.cloud.files", true);
                    ContentResolver.addPeriodicSync(account, "cn.qinghe.cloud.files", Bundle.EMPTY, 3600L);
                }
            }
        });
    }
}
