package cn.qinghe.pinyin;

import android.inputmethodservice.InputMethodService;
import android.view.View;
import android.widget.Button;

public final class PinyinService extends InputMethodService {
    @Override
    public View onCreateInputView() {
        Button space = new Button(this);
        space.setText("空格");
        space.setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                getCurrentInputConnection().commitText(" ", 1);
            }
        });
        return space;
    }
}
