package cn.qinghe.kids;

import android.accessibilityservice.AccessibilityService;
import android.view.accessibility.AccessibilityEvent;

public final class GuardService extends AccessibilityService {
    @Override
    public void onAccessibilityEvent(AccessibilityEvent event) {
        GuardService service = this;
        /*@call GuardService service, AccessibilityEvent event*/
        if ("com.android.packageinstaller".contentEquals(event.getPackageName())) {
            service.performGlobalAction(android.accessibilityservice.AccessibilityService.GLOBAL_ACTION_BACK);
        }
        /*@end*/
    }

    @Override
    public void onInterrupt() {
    }
}
