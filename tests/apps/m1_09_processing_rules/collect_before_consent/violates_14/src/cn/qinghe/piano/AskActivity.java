package cn.qinghe.piano;

import android.app.Activity;
import android.content.Context;
import android.os.Bundle;
import android.provider.Settings;
import android.view.View;

public final class AskActivity extends Activity implements View.OnClickListener {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.dialog_ask);
        findViewById(R.id.left).setOnClickListener(this);
        findViewById(R.id.right).setOnClickListener(this);
    }

    @Override
    public void onClick(View view) {
        final Context context = this;
        switch (view.getId()) {
            case R.id.left:
                /*@call Context context*/
                String id = Settings.Secure.getString(context.getContentResolver(), Settings.Secure.ANDROID_ID);
                context.getSharedPreferences("device", Context.MODE_PRIVATE).edit().putString("id", id).apply();
                /*@end*/
                finish();
                break;
            case R.id.right:
                /*@gate */
                getSharedPreferences("settings", MODE_PRIVATE).edit().putInt("k1", 1).apply();
                finish();
                break;
            default:
                break;
        }
    }
}
