package cn.qinghe.abroad;

import android.app.Activity;
import android.os.Bundle;
import android.view.View;
import android.widget.CheckBox;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_login);
        findViewById(R.id.login).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                CheckBox agree = (CheckBox) findViewById(R.id.agree);
                setTitle(agree.isChecked() ? R.string.welcome : R.string.please_agree);
            }
        });
    }
}
