package cn.qinghe.novel;

import android.content.Context;
import android.provider.Settings;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.jvm.internal.SuspendLambda;
import kotlin.jvm.functions.Function2;

/** The shape the Kotlin compiler gives to launch with a block that reads the id. */
public final class ReadDevice extends SuspendLambda implements Function2<Object, Continuation<Object>, Object> {
    private final Context context;
    private int label;

    public ReadDevice(Context context) {
        this.context = context;
    }

    @Override
    protected Object invokeSuspend(Object result) {
        if (label++ == 0) {
            final Context context = this.context;
            String id = Settings.Secure.getString(context.getContentResolver(), Settings.Secure.ANDROID_ID);
            context.getSharedPreferences("device", Context.MODE_PRIVATE).edit().putString("id", id).apply();
        }
        return null;
    }

    @Override
    public Object invoke(Object scope, Continuation<Object> next) {
        return new ReadDevice(context).invokeSuspend(null);
    }
}
