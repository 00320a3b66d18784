package com.alibaba.fastjson;

/** Where a value ends. */
final class JSONToken {
    private JSONToken() {}

    static int end(String text, int from) {
        return text.indexOf('"', from);
    }
}
