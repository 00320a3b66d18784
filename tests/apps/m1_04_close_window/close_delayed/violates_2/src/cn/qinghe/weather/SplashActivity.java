package cn.qinghe.weather;

import android.app.Activity;
import android.content.Intent;
import android.net.Uri;
import android.os.Bundle;
import android.os.CountDownTimer;
import android.view.View;
import android.widget.TextView;
import cn.qinghe.common.PrivacyGate;

public final class SplashActivity extends Activity {
    private TextView skip;

    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_splash);
        PrivacyGate.ask(this);
        skip = (TextView) findViewById(R.id.skip);
        new CountDownTimer(5000L, 1000L) {
            @Override
            public void onTick(long left) {
                setTitle(left / 1000 + " 秒");
            }

            @Override
            public void onFinish() {
                skip.setVisibility(View.VISIBLE);
            }
        }.start();
        findViewById(R.id.skip).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                enter();
            }
        });
        findViewById(R.id.open_ad).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                openAd();
            }
        });
    }

    private void enter() {
        startActivity(new Intent(this, MainActivity.class));
        finish();
    }

    private void openAd() {
        startActivity(new Intent(Intent.ACTION_VIEW, Uri.parse("https://ad.yuanyang.example/summer")));
    }
}
