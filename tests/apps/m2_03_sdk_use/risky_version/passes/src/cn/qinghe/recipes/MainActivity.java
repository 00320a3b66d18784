package cn.qinghe.recipes;

import android.app.Activity;
import android.os.Bundle;
import com.alibaba.fastjson.JSON;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        setTitle(JSON.parse("{\"title\":\"番茄炒蛋\"}"));
    }
}
