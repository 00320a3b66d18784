package androidx.lifecycle;

import java.util.ArrayList;
import java.util.List;

public class Lifecycle {
    private final List<LifecycleObserver> observers = new ArrayList<LifecycleObserver>();

    public enum Event {
        ON_START,
        ON_STOP
    }

    public void addObserver(LifecycleObserver observer) {
        observers.add(observer);
    }
}
