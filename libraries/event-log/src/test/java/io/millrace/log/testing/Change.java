package io.millrace.log.testing;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Something that was done to the disk and may or may not have reached the platter. */
sealed interface Change {
    /** Does it to names, or to the content of one of their files. */
    void applyTo(Map<Path, Inode> names, UnaryOperator<Inode> inodes);

    default void applyTo(Content content) {
        throw new IllegalStateException("no change of content");
    }

    default boolean isIn(Path directory) {
        return false;
    }

    default boolean isOf(Inode inode) {
        return false;
    }

    /** At most one sector of content. */
    record Data(Inode inode, long position, byte[] bytes, int from, int count) implements Change {
        @Override
        public void applyTo(Map<Path, Inode> names, UnaryOperator<Inode> inodes) {
            Inode target = inodes.apply(inode);
            applyTo(target.durable());
            applyTo(target.current());
        }

        @Override
        public void applyTo(Content content) {
            content.write(position, bytes, from, count);
        }

        @Override
        public boolean isOf(Inode other) {
            return inode == other;
        }
    }

    record Cut(Inode inode, int size) implements Change {
        @Override
        public void applyTo(Map<Path, Inode> names, UnaryOperator<Inode> inodes) {
            Inode target = inodes.apply(inode);
            applyTo(target.durable());
            applyTo(target.current());
        }

        @Override
        public void applyTo(Content content) {
            content.cut(size);
        }

        @Override
        public boolean isOf(Inode other) {
            return inode == other;
        }
    }

    record Name(Path path, Inode inode) implements Change {
        @Override
        public void applyTo(Map<Path, Inode> names, UnaryOperator<Inode> inodes) {
            names.put(path, inodes.apply(inode));
        }

        @Override
        public boolean isIn(Path directory) {
            return directory.equals(path.getParent());
        }
    }

    /** Atomic: both names change, or none. */
    record Rename(Path from, Path to, Inode inode) implements Change {
        @Override
        public void applyTo(Map<Path, Inode> names, UnaryOperator<Inode> inodes) {
            names.remove(from);
            names.put(to, inodes.apply(inode));
        }

        @Override
        public boolean isIn(Path directory) {
            return directory.equals(to.getParent());
        }
    }

    record Removal(Path path) implements Change {
        @Override
        public void applyTo(Map<Path, Inode> names, UnaryOperator<Inode> inodes) {
            names.remove(path);
        }

        @Override
        public boolean isIn(Path directory) {
            return directory.equals(path.getParent());
        }
    }
}
