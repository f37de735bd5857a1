package io.millrace.internal.control;

import io.millrace.internal.identity.ExpectedPeer;
import io.millrace.internal.identity.NodeKind;
import io.millrace.internal.network.CallException;
import io.millrace.internal.network.CallNotSentException;
import io.millrace.internal.network.ClientSettings;
import io.millrace.internal.network.InternalClient;
import io.millrace.internal.network.InternalNetwork;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Finds the controller among the coordinators, and asks it. Any thread.
 *
 * <p>A call that was certainly not acted on is made at the next coordinator; any other failure is
 * the caller's, who alone knows whether to repeat it.
 */
public final class ControllerCalls implements AutoCloseable {
    private final List<URI> urls;
    private final List<InternalClient> coordinators;

    /** The one that was the controller last, as far as anybody knows. */
    private final AtomicInteger present = new AtomicInteger();

    /**
     * @param urls of all coordinators, {@code https://host:port}
     */
    public ControllerCalls(InternalNetwork network, List<URI> urls) {
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("A node needs the URLs of the coordinators");
        }
        this.urls = List.copyOf(urls);
        List<InternalClient> clients = new ArrayList<>();
        for (URI url : urls) {
            clients.add(
                    network.connectTo(
                            url, ExpectedPeer.any(NodeKind.COORDINATOR), ClientSettings.DEFAULTS));
        }
        coordinators = List.copyOf(clients);
    }

    /**
     * @param timeout of one attempt; there is at most one more than there are coordinators
     * @throws MillraceException the controller's refusal
     * @throws CallException if nobody has answered
     */
    public <A> A ask(String path, Object question, Class<A> answer, Duration timeout) {
        RuntimeException last = new IllegalStateException("no coordinator was asked");
        for (int attempt = 0; attempt <= coordinators.size(); attempt++) {
            int asked = present.get();
            try {
                return coordinators.get(asked).ask(path, question, answer, timeout);
            } catch (MillraceException refusal) {
                if (refusal.problem().code() != ErrorCode.NOT_CONTROLLER) {
                    throw refusal;
                }
                last = refusal;
                present.compareAndSet(asked, namedIn(refusal, asked));
            } catch (CallNotSentException unreachable) {
                last = unreachable;
                present.compareAndSet(asked, after(asked));
            } catch (CallException unknown) {
                present.compareAndSet(asked, after(asked));
                throw unknown;
            }
        }
        throw last;
    }

    private int after(int asked) {
        return (asked + 1) % coordinators.size();
    }

    private int namedIn(MillraceException refusal, int asked) {
        Object url = refusal.problem().members().get("controller_url");
        int named = url == null ? -1 : urls.indexOf(URI.create(url.toString()));
        return named < 0 || named == asked ? after(asked) : named;
    }

    @Override
    public void close() {
        coordinators.forEach(InternalClient::close);
    }
}
