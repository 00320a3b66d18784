package cn.qinghe.movies;

import android.app.Activity;
import android.content.Context;
import android.content.Intent;
import android.net.Uri;
import android.os.Bundle;
import android.os.Handler;
import android.os.Looper;
import android.view.View;
import cn.qinghe.common.PrivacyGate;

public final class SplashActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_splash);
        PrivacyGate.ask(this);
        findViewById(R.id.open_ad).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                openAd(view);
            }
        });
        new Handler(Looper.getMainLooper()).postDelayed(new Runnable() {
            @Override
            public void run() {
                startActivity(new Intent(SplashActivity.this, MainActivity.class));
                finish();
            }
        }, 5000L);
    }

    public void openAd(View view) {
        Context context = this;
        context.startActivity(new Intent(Intent.ACTION_VIEW, Uri.parse("https://ad.yuanyang.example/summer")));
    }
}
