package cn.qinghe.notes;

import android.app.Activity;
import android.content.Intent;
import android.net.Uri;
import android.os.Bundle;
import android.os.Handler;
import android.view.View;
import cn.qinghe.common.PrivacyGate;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_opening);
        PrivacyGate.ask(this);
        findViewById(R.id.open_ad).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                startActivity(new Intent(Intent.ACTION_VIEW, Uri.parse("https://ad.yuanyang.example/autumn")));
            }
        });
        findViewById(R.id.skip).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                enter();
            }
        });
        new Handler().postDelayed(new Runnable() {
            @Override
            public void run() {
                enter();
            }
        }, 5000L);
    }

    @Override
    public void onBackPressed() {
    }

    private void enter() {
        startActivity(new Intent(this, NotesActivity.class));
        finish();
    }
}
