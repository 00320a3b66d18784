package cn.qinghe.notes;

import android.app.Activity;
import android.app.Dialog;
import android.content.Context;
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
        showNotice();
    }

    private void showNotice() {
        final Dialog dialog = new Dialog(this);
        dialog.setContentView(R.layout.dialog_notice);
        dialog.findViewById(R.id.look).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                openPage(MainActivity.this);
            }
        });
        dialog.findViewById(R.id.close).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                dialog.dismiss();
            }
        });
        dialog.show();
    }

    private static void openPage(Context context) {
        /*@call Context context*/
        context.startActivity(new Intent(Intent.ACTION_VIEW, Uri.parse("https://ad.yuanyang.example/box")));
        /*@end*/
    }
}
