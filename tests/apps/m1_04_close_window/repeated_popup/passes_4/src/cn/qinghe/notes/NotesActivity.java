package cn.qinghe.notes;

import android.app.Activity;
import android.os.Bundle;

public final class NotesActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
    }
}
