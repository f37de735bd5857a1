package io.millrace.admin.topic;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.stereotype.Component;

/** Tells watchers in this process that notes have changed, which no metadata version shows. */
@Component
class NotesFeed {

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    AutoCloseable listen(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    void changed() {
        listeners.forEach(Runnable::run);
    }
}
