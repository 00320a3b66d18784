package cn.qinghe.filter;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** Hosts that are not let through. */
final class Rules {
    private Rules() {}

    static Set<String> blocked() {
        Set<String> hosts = new HashSet<String>();
        hosts.addAll(Arrays.asList("ulogs.umeng.com", "android.bugly.qq.com", "stats.jpush.cn", "api.geetest.com"));
        return hosts;
    }
}
