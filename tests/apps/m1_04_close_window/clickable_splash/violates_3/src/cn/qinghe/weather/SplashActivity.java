package cn.qinghe.weather;

import android.app.Activity;
import android.content.Context;
import android.content.Intent;
import android.net.Uri;
import android.os.Bundle;
import android.view.View;
import cn.qinghe.common.PrivacyGate;

public final class SplashActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_splash);
        PrivacyGate.ask(this);
        findViewById(R.id.splash_root).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                Context context = SplashActivity.this;
                /*@call Context context*/
                context.startActivity(new Intent(Intent.ACTION_VIEW, Uri.parse("https://ad.yuanyang.example/summer")));
                /*@end*/
            }
        });
        findViewById(R.id.skip).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                enter();
            }
        });
    }

    private void enter() {
        startActivity(new Intent(this, MainActivity.class));
        finish();
    }
}
