package cn.qinghe.jokes;

import android.app.Activity;
import android.content.Context;
import android.content.Intent;
import android.net.Uri;
import android.os.Bundle;
import cn.qinghe.common.PrivacyGate;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        PrivacyGate.ask(this);
        promote(this);
    }

    private static void promote(Context context) {
        /*@call Context context*/
        context.startActivity(new Intent(Intent.ACTION_VIEW, Uri.parse("market://details?id=cn.qinghe.games")));
        /*@end*/
    }
}
