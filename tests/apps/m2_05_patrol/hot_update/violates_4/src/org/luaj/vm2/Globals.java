package org.luaj.vm2;

public class Globals {
    public LuaValue load(String script) {
        return new LuaValue(script);
    }
}
