package kotlinx.coroutines;

import android.os.Handler;
import android.os.Looper;
import kotlin.coroutines.Continuation;
import kotlin.jvm.functions.Function2;

public final class BuildersKt {
    private BuildersKt() {}

    @SuppressWarnings("unchecked")
    public static void launch(final Function2<Object, Continuation<Object>, Object> block) {
        new Handler(Looper.getMainLooper()).post(new Runnable() {
            @Override
            public void run() {
                ((Continuation<Object>) block).resumeWith(null);
            }
        });
    }
}
