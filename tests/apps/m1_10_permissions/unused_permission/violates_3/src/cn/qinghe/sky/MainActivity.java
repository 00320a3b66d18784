package cn.qinghe.sky;

import android.app.Activity;
import android.content.Context;
import android.content.pm.PackageManager;
import android.os.Bundle;
import android.view.View;
import android.widget.Toast;
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
                if (!PrivacyGate.agreed(MainActivity.this)) {
                    PrivacyGate.ask(MainActivity.this);
                } else if (checkSelfPermission(android.Manifest.permission.ACCESS_FINE_LOCATION) == PackageManager.PERMISSION_GRANTED) {
                    show(MainActivity.this);
                } else {
                    Toast.makeText(MainActivity.this, "位置仅用于显示当地的星空", Toast.LENGTH_LONG).show();
                    ask(MainActivity.this);
                }
            }
        });
    }

    private static void ask(Activity activity) {
        /*@call Activity activity*/
        activity.requestPermissions(new String[] {android.Manifest.permission.ACCESS_FINE_LOCATION}, 1);
        /*@end*/
    }

    private static void show(Context context) {
        Toast.makeText(context, "今晚晴", Toast.LENGTH_LONG).show();
    }
}
