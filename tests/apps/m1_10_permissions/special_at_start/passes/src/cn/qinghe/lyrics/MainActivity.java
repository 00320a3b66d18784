package cn.qinghe.lyrics;

import android.app.Activity;
import android.content.Context;
import android.content.Intent;
import android.os.Bundle;
import android.provider.Settings;
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
                openPage(MainActivity.this);
            }
        });
    }

    private static void openPage(Context context) {
        /*@call Context context*/
        context.startActivity(new Intent(Settings.ACTION_MANAGE_OVERLAY_PERMISSION));
        /*@end*/
    }
}
