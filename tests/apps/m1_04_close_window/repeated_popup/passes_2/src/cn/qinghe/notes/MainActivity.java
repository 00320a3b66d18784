package cn.qinghe.notes;

import android.app.Activity;
import android.app.Dialog;
import android.content.Intent;
import android.os.Bundle;
import android.os.Handler;
import android.view.View;
import cn.qinghe.common.PrivacyGate;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        PrivacyGate.ask(this);
        handler.postDelayed(again, 200000L);
    }

    private final Handler handler = new Handler();
    private final Runnable again = new Runnable() {
        @Override
        public void run() {
            showGift();
            handler.postDelayed(this, 200000L);
        }
    };

    private void showGift() {
        final Dialog dialog = new Dialog(this);
        dialog.setContentView(R.layout.dialog_gift);
        dialog.findViewById(R.id.take).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                startActivity(new Intent(MainActivity.this, NotesActivity.class));
            }
        });
        dialog.findViewById(R.id.close).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                dialog.dismiss();
            }
        });
        dialog.show();
    }
}
