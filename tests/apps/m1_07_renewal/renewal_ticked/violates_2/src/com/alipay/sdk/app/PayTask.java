package com.alipay.sdk.app;

import android.app.Activity;
import java.util.Collections;
import java.util.Map;

/** Stands for the payment SDK's class of this name: same descriptors, no behaviour. */
public class PayTask {
    public PayTask(Activity activity) {}

    public Map<String, String> payV2(String order, boolean loading) {
        return Collections.emptyMap();
    }
}
