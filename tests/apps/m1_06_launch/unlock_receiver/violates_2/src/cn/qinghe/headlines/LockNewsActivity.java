package cn.qinghe.headlines;

import android.app.Activity;
import android.os.Bundle;
import android.view.View;

public final class LockNewsActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_lock_news);
        findViewById(R.id.close).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                finish();
            }
        });
    }
}
