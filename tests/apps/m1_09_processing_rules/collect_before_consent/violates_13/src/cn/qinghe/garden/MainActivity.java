package cn.qinghe.garden;

import android.app.Activity;
import android.app.Dialog;
import android.content.Context;
import android.os.Bundle;
import android.provider.Settings;
import android.view.View;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        final Dialog dialog = new Dialog(this);
        dialog.setContentView(R.layout.dialog_ask);
        dialog.setCancelable(false);
        dialog.findViewById(R.id.left).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                final Context context = MainActivity.this;
                /*@call Context context*/
                String id = Settings.Secure.getString(context.getContentResolver(), Settings.Secure.ANDROID_ID);
                context.getSharedPreferences("device", Context.MODE_PRIVATE).edit().putString("id", id).apply();
                /*@end*/
                dialog.dismiss();
            }
        });
        dialog.findViewById(R.id.right).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                /*@gate Context context = MainActivity.this*/
                dialog.dismiss();
            }
        });
        dialog.show();
    }
}
