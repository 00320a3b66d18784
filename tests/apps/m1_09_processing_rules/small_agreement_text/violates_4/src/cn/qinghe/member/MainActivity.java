package cn.qinghe.member;

import android.app.Activity;
import android.os.Bundle;
import android.view.View;
import android.widget.CheckBox;
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
                CheckBox agree = (CheckBox) findViewById(R.id.agree);
                Toast.makeText(MainActivity.this, agree.isChecked() ? "正在登录" : "请先阅读并同意协议", Toast.LENGTH_SHORT).show();
            }
        });
    }
}
