package cn.qinghe.route;

import android.app.Activity;
import android.content.Intent;
import android.net.Uri;
import android.os.Bundle;
import android.view.View;
import cn.qinghe.common.PrivacyGate;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        PrivacyGate.ask(this);
        findViewById(R.id.action).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                Uri shop = Uri.parse("https://api.map.baidu.com/marker?location=30.25,120.17&title=门店&output=html");
                startActivity(new Intent(Intent.ACTION_VIEW, shop));
            }
        });
    }
}
