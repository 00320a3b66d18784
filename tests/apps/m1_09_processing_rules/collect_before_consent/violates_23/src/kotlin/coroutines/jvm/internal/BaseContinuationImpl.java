package kotlin.coroutines.jvm.internal;

import kotlin.coroutines.Continuation;

public abstract class BaseContinuationImpl implements Continuation<Object> {
    protected abstract Object invokeSuspend(Object result);

    @Override
    public final void resumeWith(Object result) {
        invokeSuspend(result);
    }
}
