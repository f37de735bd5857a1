package io.millrace.fault.planted;

import io.millrace.replication.LeaderEvent;
import io.millrace.replication.LeaderState;
import java.lang.instrument.Instrumentation;
import java.util.List;
import java.util.Set;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.matcher.ElementMatchers;
import net.bytebuddy.pool.TypePool;

/**
 * Mistakes that a programmer might make, put into the classes of a broker when they are loaded: the
 * broker itself knows nothing of them ({@code -Dbug=NAME} of {@link PlantedBugTest}).
 */
enum PlantedBug {
    /** What only the page cache has counts as durable. */
    ACK_BEFORE_FSYNC(new Edit("io.millrace.log.disk.RealFile", "force", Skip.class)),
    /** A duplicate is acknowledged though the original is not committed. */
    DUPLICATE_BEFORE_COMMIT(
            new Edit("io.millrace.replication.LeaderState", "answersDuplicate", Yes.class)),
    /**
     * Whom a leader has proposed for the in-sync set does not count until it hears that it is
     * decided; and the news of it come late, which they may.
     */
    NO_MAXIMAL_ISR(
            new Edit("io.millrace.replication.LeaderState", "commitSet", CommittedOnly.class),
            new Edit("io.millrace.replication.LeaderState", "step", LateNews.class)),
    /** The environment of the one above, which must do no harm by itself. */
    LATE_NEWS(new Edit("io.millrace.replication.LeaderState", "step", LateNews.class));

    private record Edit(String type, String method, Class<?> advice) {}

    private final List<Edit> edits;

    PlantedBug(Edit... edits) {
        this.edits = List.of(edits);
    }

    void plant(Instrumentation instrumentation) {
        ClassFileLocator files = ClassFileLocator.ForClassLoader.ofSystemLoader();
        // Reflection on an advice would load the very class that is being changed.
        TypePool advices = TypePool.Default.of(files);
        for (Edit edit : edits) {
            TypeDescription advice = advices.describe(edit.advice().getName()).resolve();
            new AgentBuilder.Default()
                    .disableClassFormatChanges()
                    .type(ElementMatchers.named(edit.type()))
                    .transform(
                            (builder, type, loader, module, domain) ->
                                    builder.visit(
                                            Advice.to(advice, files)
                                                    .on(ElementMatchers.named(edit.method()))))
                    .installOn(instrumentation);
        }
    }

    // Their code is copied into the methods: it can use nothing but what those can.

    /** The method does nothing. */
    static final class Skip {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter() {
            return true;
        }
    }

    /** The method answers true. */
    static final class Yes {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) boolean answer) {
            answer = true;
        }
    }

    /** Of the leader's set and the one it has proposed, only the first counts. */
    static final class CommittedOnly {
        @Advice.OnMethodExit
        static void exit(
                @Advice.This LeaderState leader,
                @Advice.Return(readOnly = false) Set<Integer> members) {
            members = leader.view().isr().keySet();
        }
    }

    /** A leader does not hear that its in-sync set has grown. */
    static final class LateNews {
        @Advice.OnMethodEnter
        static void enter(
                @Advice.This LeaderState leader,
                @Advice.Argument(value = 0, readOnly = false) LeaderEvent event) {
            if (event instanceof LeaderEvent.ViewChanged changed
                    && changed.view().isr().size() > leader.view().isr().size()) {
                event = new LeaderEvent.ViewChanged(leader.view(), changed.nowMs());
            }
        }
    }
}
