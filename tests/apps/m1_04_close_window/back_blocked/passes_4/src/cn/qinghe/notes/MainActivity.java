package cn.qinghe.notes;

import android.app.Activity;
import android.app.AlertDialog;
import android.content.DialogInterface;
import android.content.Intent;
import android.os.Bundle;
import cn.qinghe.common.PrivacyGate;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        PrivacyGate.ask(this);
        showGift();
    }

    private void showGift() {
        new AlertDialog.Builder(this)
                .setTitle("秋日福利")
                .setMessage("书签皮肤八折优惠，限时三天。")
                .setCancelable(false)
                .setPositiveButton("立即领取", new DialogInterface.OnClickListener() {
                    @Override
                    public void onClick(DialogInterface dialog, int which) {
                        startActivity(new Intent(MainActivity.this, NotesActivity.class));
                    }
                })
                .setNegativeButton("暂不需要", new DialogInterface.OnClickListener() {
                    @Override
                    public void onClick(DialogInterface dialog, int which) {
                        dialog.dismiss();
                    }
                })
                .show();
    }
}
