package cn.qinghe.recipe;

import android.app.Activity;
import android.content.ClipData;
import android.content.ClipboardManager;
import android.content.Context;
import android.os.Bundle;
import android.os.Handler;
import android.view.View;
import cn.qinghe.common.PrivacyGate;

public final class MainActivity extends Activity {
    private final Handler handler = new Handler();
    private final Runnable watch = new Runnable() {
        @Override
        public void run() {
            lookAtClipboard(MainActivity.this);
            handler.postDelayed(this, 5000);
        }
    };

    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        PrivacyGate.ask(this);
        findViewById(R.id.action).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                if (PrivacyGate.agreed(MainActivity.this)) {
                    handler.post(watch);
                }
            }
        });
    }

    private static void lookAtClipboard(Context context) {
        /*@call Context context*/
        ClipboardManager clipboard = (ClipboardManager) context.getSystemService(Context.CLIPBOARD_SERVICE);
        ClipData clip = clipboard.getPrimaryClip();
        if (clip != null && clip.getItemCount() > 0) {
            context.getSharedPreferences("search", 0).edit().putString("last", clip.getItemAt(0).getText().toString()).apply();
        }
        /*@end*/
    }
}
