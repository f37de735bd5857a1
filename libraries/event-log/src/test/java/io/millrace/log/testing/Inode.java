package io.millrace.log.testing;

/** A file without its names: as the page cache has it, and as the platter has it. */
final class Inode {
    private final Content durable;
    private final Content current;

    Inode(Content durable) {
        this.durable = durable.copy();
        this.current = durable.copy();
    }

    Content durable() {
        return durable;
    }

    Content current() {
        return current;
    }

    void flip(long bit) {
        durable.flip(bit);
        current.flip(bit);
    }

    void cutSilently(int bytes) {
        durable.cut(bytes);
        current.cut(bytes);
    }
}
