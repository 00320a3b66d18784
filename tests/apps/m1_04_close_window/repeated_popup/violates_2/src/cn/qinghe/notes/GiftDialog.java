package cn.qinghe.notes;

import android.app.Activity;
import android.app.Dialog;
import android.os.Bundle;
import android.view.View;

final class GiftDialog extends Dialog {
    GiftDialog(Activity activity) {
        super(activity);
    }

    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.dialog_gift);
        findViewById(R.id.close).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                dismiss();
            }
        });
    }
}
