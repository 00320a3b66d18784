package cn.qinghe.share;

import android.app.Activity;
import android.content.ClipData;
import android.content.ClipboardManager;
import android.content.Context;
import android.os.Bundle;
import android.view.View;
import cn.qinghe.common.PrivacyGate;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        PrivacyGate.ask(this);
    }

    @Override
    protected void onResume() {
        super.onResume();
        if (PrivacyGate.agreed(this)) {
            findCode(this);
        }
    }

    private static void findCode(Context context) {
        /*@call Context context*/
        ClipboardManager clipboard = (ClipboardManager) context.getSystemService(Context.CLIPBOARD_SERVICE);
        ClipData clip = clipboard.getPrimaryClip();
        if (clip != null && clip.getItemCount() > 0) {
            context.getSharedPreferences("code", 0).edit().putString("last", clip.getItemAt(0).getText().toString()).apply();
        }
        /*@end*/
    }
}
