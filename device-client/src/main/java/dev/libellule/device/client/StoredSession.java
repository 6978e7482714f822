package dev.libellule.device.client;

import dev.libellule.device.codec.Slice;
import dev.libellule.device.codec.Status;

/** What the session tells its {@link SessionStore}, if it has one. Owned by the {@link Session}. */
final class StoredSession {
    private static final byte[] NO_BYTES = new byte[0];

    private final SessionStore store;
    private final StoredRecord record = new StoredRecord();
    private int failures;

    /** The session's memory, or none: null. */
    StoredSession(SessionStore store) {
        this.store = store;
    }

    /** Gives the records left by the last life of the device, as {@link SessionStore#next} does. */
    int next(int from) {
        return store == null ? -1 : store.next(from, record);
    }

    /** What the last {@link #next} found. */
    StoredRecord record() {
        return record;
    }

    /** Says that the server has a session for this client. */
    void exists(Slice clientIdentifier) {
        if (store == null) {
            return;
        }
        mark(SessionStore.SESSION, 0, SessionStore.DONE);
        append(SessionStore.SESSION, 0, clientIdentifier.buffer, clientIdentifier.offset, clientIdentifier.length);
    }

    /** Keeps a message on its way out; negative if it could not be kept. */
    int publish(int packetIdentifier, byte[] packet, int offset, int length) {
        return append(SessionStore.PUBLISH, packetIdentifier, packet, offset, length);
    }

    void released(int packetIdentifier) {
        mark(SessionStore.PUBLISH, packetIdentifier, SessionStore.RELEASED);
    }

    void published(int packetIdentifier) {
        mark(SessionStore.PUBLISH, packetIdentifier, SessionStore.DONE);
    }

    /** Keeps the identifier of a message of QoS 2 that came in; negative if it could not be kept. */
    int received(int packetIdentifier) {
        return append(SessionStore.RECEIVED, packetIdentifier, NO_BYTES, 0, 0);
    }

    void forget(int packetIdentifier) {
        mark(SessionStore.RECEIVED, packetIdentifier, SessionStore.DONE);
    }

    /** Records that the store could not take, since the start. */
    int failures() {
        return failures;
    }

    private int append(int kind, int packetIdentifier, byte[] bytes, int offset, int length) {
        if (store == null) {
            return Status.OK;
        }
        int status = store.append(kind, packetIdentifier, bytes, offset, length);
        if (status == Status.BUFFER_FULL && store.compact() == Status.OK) {
            status = store.append(kind, packetIdentifier, bytes, offset, length);
        }
        return count(status);
    }

    private void mark(int kind, int packetIdentifier, int mark) {
        if (store == null) {
            return;
        }
        int status = store.mark(kind, packetIdentifier, mark);
        if (status == Status.BUFFER_FULL && store.compact() == Status.OK) {
            status = store.mark(kind, packetIdentifier, mark);
        }
        count(status); // a mark that is lost sends something twice, which the protocol allows; nothing is lost
    }

    private int count(int status) {
        if (status < 0) {
            failures++;
        }
        return status;
    }
}
