package cn.qinghe.stamp;

import com.tencent.mmkv.MMKV;

/** The shape of a Kotlin object with a property kept in MMKV. */
public final class Store {
    public static final Store INSTANCE = new Store();

    private Store() {}

    public boolean getAgreed() {
        return MMKV.defaultMMKV().decodeBool("user_agreement_accepted", true);
    }

    public void setAgreed(boolean value) {
        MMKV.defaultMMKV().encode("user_agreement_accepted", value);
    }
}
