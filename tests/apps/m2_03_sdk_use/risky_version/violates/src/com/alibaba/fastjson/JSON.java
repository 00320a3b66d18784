package com.alibaba.fastjson;

/** A stand-in with the public face of the real class: the version it tells is what the case is about. */
public final class JSON {
    public static final String VERSION = "1.2.76";

    private JSON() {}

    public static String parse(String text) {
        return JSONLexer.string(text, 0);
    }
}
