package io.millrace.internal.identity;

/** Whom one is ready to speak with. */
public sealed interface ExpectedPeer {
    ExpectedPeer ANY = new AnyNode();

    boolean admits(NodeId peer);

    static ExpectedPeer of(NodeId node) {
        return new Exactly(node);
    }

    static ExpectedPeer any(NodeKind kind) {
        return new AnyOf(kind);
    }

    /** One certain node. */
    record Exactly(NodeId node) implements ExpectedPeer {
        @Override
        public boolean admits(NodeId peer) {
            return peer.equals(node);
        }

        @Override
        public String toString() {
            return node.toString();
        }
    }

    /** Any node of a kind: for example whichever coordinator answers at an address. */
    record AnyOf(NodeKind kind) implements ExpectedPeer {
        @Override
        public boolean admits(NodeId peer) {
            return peer.kind() == kind;
        }

        @Override
        public String toString() {
            return "any " + kind.text();
        }
    }

    /** Every node of the cluster. */
    record AnyNode() implements ExpectedPeer {
        @Override
        public boolean admits(NodeId peer) {
            return true;
        }

        @Override
        public String toString() {
            return "any node";
        }
    }
}
