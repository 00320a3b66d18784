package cn.qinghe.video;

/** How strongly the phone must be shaken. */
final class ShakeOptions {
    private final float threshold;

    private ShakeOptions(Builder builder) {
        threshold = builder.threshold;
    }

    float threshold() {
        return threshold;
    }

    static final class Builder {
        private float threshold = 10f;

        /** In m/s². */
        Builder setThreshold(float threshold) {
            this.threshold = threshold;
            return this;
        }

        ShakeOptions build() {
            return new ShakeOptions(this);
        }
    }
}
