package org.greenrobot.eventbus;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

public class EventBus {
    private static final EventBus DEFAULT = new EventBus();
    private final List<Object> subscribers = new ArrayList<Object>();

    public static EventBus getDefault() {
        return DEFAULT;
    }

    public void register(Object subscriber) {
        subscribers.add(subscriber);
    }

    public void post(Object event) {
        for (Object subscriber : subscribers) {
            for (Method method : subscriber.getClass().getMethods()) {
                if (method.isAnnotationPresent(Subscribe.class) && method.getParameterTypes()[0].isInstance(event)) {
                    try {
                        method.invoke(subscriber, event);
                    } catch (Exception error) {
                        throw new IllegalStateException(error);
                    }
                }
            }
        }
    }
}
