package io.millrace.broker.partition;

import io.millrace.broker.forward.LeaderBroker;
import io.millrace.broker.forward.LeaderBrokers;
import io.millrace.broker.forward.NotSentException;
import io.millrace.protocol.BrokerId;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A wire that loses calls or answers when told to, and counts the calls that arrive. */
public final class FaultyWire implements Wire {
    private final Wire wire;
    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
    private final AtomicInteger lost = new AtomicInteger();
    private volatile Fault fault = Fault.NONE;

    public enum Fault {
        NONE,
        CALLS_LOST,
        ANSWERS_LOST
    }

    public FaultyWire(Wire wire) {
        this.wire = wire;
    }

    public void fault(Fault next) {
        fault = next;
    }

    /** How often a method of {@link LeaderBroker} was called. */
    public int calls(String method) {
        return calls.computeIfAbsent(method, _ -> new AtomicInteger()).get();
    }

    /** How many calls were lost. */
    public int lost() {
        return lost.get();
    }

    @Override
    public LeaderBrokers from(BrokerId caller) {
        LeaderBrokers real = wire.from(caller);
        return broker -> {
            if (fault == Fault.CALLS_LOST) {
                lost.incrementAndGet();
                throw new NotSentException("the wire is cut", null);
            }
            return faulty(real.of(broker));
        };
    }

    @Override
    public void serve(BrokerId broker, LeaderBroker led) {
        wire.serve(broker, led);
    }

    @Override
    public void close() {
        wire.close();
    }

    private LeaderBroker faulty(LeaderBroker real) {
        return (LeaderBroker)
                Proxy.newProxyInstance(
                        LeaderBroker.class.getClassLoader(),
                        new Class<?>[] {LeaderBroker.class},
                        (_, method, arguments) -> call(real, method, arguments));
    }

    private Object call(LeaderBroker real, Method method, Object[] arguments) throws Throwable {
        Fault now = fault;
        calls.computeIfAbsent(method.getName(), _ -> new AtomicInteger()).incrementAndGet();
        try {
            method.setAccessible(true);
            Object answer = method.invoke(real, arguments);
            if (now == Fault.ANSWERS_LOST) {
                throw new IllegalStateException("the answer is lost");
            }
            return answer;
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
