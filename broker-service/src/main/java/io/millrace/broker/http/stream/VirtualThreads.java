package io.millrace.broker.http.stream;

import java.util.concurrent.Callable;
import reactor.core.publisher.Mono;

/**
 * Runs what blocks. Unlike a scheduler of Reactor it never interrupts when the client leaves: the
 * interrupted thread would close the log file that it reads, for everybody.
 */
public final class VirtualThreads {
    private VirtualThreads() {}

    public static <T> Mono<T> call(String name, Callable<T> task) {
        return call(name, task, () -> {});
    }

    /**
     * The same.
     *
     * @param onCancel called when nobody waits for the result any more
     */
    public static <T> Mono<T> call(String name, Callable<T> task, Runnable onCancel) {
        return Mono.create(
                sink -> {
                    sink.onCancel(onCancel::run);
                    Thread.ofVirtual()
                            .name(name)
                            .start(
                                    () -> {
                                        try {
                                            sink.success(task.call());
                                        } catch (Exception e) {
                                            sink.error(e);
                                        }
                                    });
                });
    }
}
