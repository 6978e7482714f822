package dev.libellule.gateway.store;

/** Where changes go to survive. The broker thread calls and never waits, but for {@link #close}. */
public interface Store extends AutoCloseable {
    /** Is told what became of the batches, on the store's own thread. */
    interface Listener {
        /** The batch is on the disk, and so are all that were handed over before it. */
        void committed(Batch batch);

        /**
         * The disk does not take what it is given; it is tried again until it does.
         *
         * @param why in words, with the cure
         */
        void failing(String why);

        /** After {@link #failing}: the disk takes it again. */
        void recovered();
    }

    /** Begins to write; once. */
    void start(Listener listener);

    /**
     * Hands over changes. The next batch may be handed over when this one is committed, not before.
     *
     * @param batch not to be touched until it is committed
     */
    void submit(Batch batch);

    /** Bytes given to the system for the disk since the start. */
    long bytesWritten();

    /** Writes what was handed over, and ends. */
    @Override
    void close();
}
