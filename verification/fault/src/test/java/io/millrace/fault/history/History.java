package io.millrace.fault.history;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Operations in the order in which they were noted. May be gone through as often as one likes. */
public interface History {
    void forEach(Consumer<? super Op> visitor);

    static History of(List<Op> ops) {
        return List.copyOf(ops)::forEach;
    }

    /** Of a file, which is read anew each time: one operation is in memory at a time. */
    static History read(Path file) {
        return new HistoryFile(file);
    }
}
