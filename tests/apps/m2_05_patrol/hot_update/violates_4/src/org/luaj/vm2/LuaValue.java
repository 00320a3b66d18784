package org.luaj.vm2;

public class LuaValue {
    private final String script;

    public LuaValue(String script) {
        this.script = script;
    }

    public LuaValue call() {
        return new LuaValue(script.trim());
    }
}
