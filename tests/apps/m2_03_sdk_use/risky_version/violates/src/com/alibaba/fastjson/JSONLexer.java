package com.alibaba.fastjson;

/** Finds the first value. */
final class JSONLexer {
    private JSONLexer() {}

    static String string(String text, int from) {
        int start = text.indexOf(':', from) + 2;
        return text.substring(start, JSONToken.end(text, start));
    }
}
