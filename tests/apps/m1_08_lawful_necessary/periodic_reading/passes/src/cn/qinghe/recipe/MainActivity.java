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
    private static final String[] TIPS = {"少油", "少盐", "少糖"};
    private final Handler handler = new Handler();
    private int shown;
    private final Runnable nextTip = new Runnable() {
        @Override
        public void run() {
            setTitle(TIPS[shown++ % TIPS.length]);
            handler.postDelayed(this, 5000);
        }
    };

    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        PrivacyGate.ask(this);
        handler.post(nextTip);
        findViewById(R.id.action).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                if (PrivacyGate.agreed(MainActivity.this)) {
                    handler.postDelayed(new Runnable() {
                        @Override
                        public void run() {
                            pasteIntoSearch(MainActivity.this);
                        }
                    }, 200);
                }
            }
        });
    }

    private static void pasteIntoSearch(Context context) {
        /*@call Context context*/
        ClipboardManager clipboard = (ClipboardManager) context.getSystemService(Context.CLIPBOARD_SERVICE);
        ClipData clip = clipboard.getPrimaryClip();
        if (clip != null && clip.getItemCount() > 0) {
            context.getSharedPreferences("search", 0).edit().putString("last", clip.getItemAt(0).getText().toString()).apply();
        }
        /*@end*/
    }
}
