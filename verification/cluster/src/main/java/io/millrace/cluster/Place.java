package io.millrace.cluster;

/** Where the nodes of a cluster live. */
public interface Place {

    /** All on the loopback interface, told apart by their ports. */
    Place LOOPBACK =
            new Place() {
                @Override
                public String address(String node) {
                    return "127.0.0.1";
                }

                @Override
                public void prepare(String node, ProcessBuilder start) {
                    // As it is.
                }
            };

    /** At which the node listens, and all others reach it. */
    String address(String node);

    /** Changes what it takes to start the node there: words before its command, its environment. */
    void prepare(String node, ProcessBuilder start);
}
