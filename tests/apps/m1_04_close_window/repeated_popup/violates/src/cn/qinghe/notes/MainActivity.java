package cn.qinghe.notes;

import android.app.Activity;
import android.app.Dialog;
import android.content.Intent;
import android.os.Bundle;
import android.view.View;
import cn.qinghe.common.PrivacyGate;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        PrivacyGate.ask(this);
    }

    @Override
    protected void onResume() {
        super.onResume();
        showGift();
    }

    private void showGift() {
        final Dialog dialog = new Dialog(this);
        dialog.setContentView(R.layout.dialog_gift);
        dialog.findViewById(R.id.take).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                startActivity(new Intent(MainActivity.this, NotesActivity.class));
            }
        });
        dialog.findViewById(R.id.close).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                dialog.dismiss();
            }
        });
        /*@call Dialog dialog*/
        dialog.show();
        /*@end*/
    }
}
