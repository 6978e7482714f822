package dev.libellule.gateway.store;

import java.util.Arrays;

/**
 * Changes in their order, which reach the disk all together or not at all. Owned by the broker thread until it is submitted, then by
 * the store until it is committed.
 */
public final class Batch {
    /** What a change does. */
    public enum Kind {
        /** Nothing any more: a change that was taken back. */
        NOTHING,
        /** Subject: {@link StoredSession}, new or changed. */
        SESSION,
        /** Number: the session. Its deliveries are taken away one by one before. */
        END_SESSION,
        /** Subject: {@link StoredSubscription}, new or in place of the one for this filter. */
        SUBSCRIBE,
        /** Subject: {@link StoredSubscription}. */
        UNSUBSCRIBE,
        /** Subject: {@link StoredDelivery}; number: {@link StoredDelivery#progress}. */
        DELIVER,
        /** The same, for one that is there. */
        PROGRESS,
        /** Subject: {@link StoredDelivery}; it is done. */
        DONE,
        /** Number: {@link #received}. A QoS 2 message came in. */
        RECEIVED,
        /** Number: {@link #received}. Its PUBREL came. */
        RELEASED,
        /** Subject: {@link StoredRetained}, in place of the one of its topic. */
        RETAIN,
        /** Subject: a topic, {@link String}. */
        UNRETAIN,
        /** Subject: {@link StoredWill}. */
        WILL,
        /** Number: the session. */
        NO_WILL,
        /** Subject: {@link StoredBoot}, new or set anew. */
        BOOT,
        /** Subject: {@link StoredDay}, new or set anew. Number: days before this one are forgotten. */
        DAY
    }

    private static final int FIRST_CAPACITY = 64;
    /** An estimate of what one change costs beside its message. */
    private static final int CHANGE_BYTES = 64;

    private Kind[] kinds = new Kind[FIRST_CAPACITY];
    private Object[] subjects = new Object[FIRST_CAPACITY];
    private Object[] notes = new Object[FIRST_CAPACITY];
    private long[] numbers = new long[FIRST_CAPACITY];
    private int size;
    private long bytes;
    private long sequence;

    /** One number for a session and a Packet Identifier. */
    public static long received(long session, int packetIdentifier) {
        return session << 16 | packetIdentifier;
    }

    /** Begins anew, empty. */
    public void reset(long newSequence) {
        Arrays.fill(subjects, 0, size, null);
        Arrays.fill(notes, 0, size, null);
        size = 0;
        bytes = 0;
        sequence = newSequence;
    }

    /** Rises from batch to batch. */
    public long sequence() {
        return sequence;
    }

    public int size() {
        return size;
    }

    /** About what it holds in memory. */
    public long bytes() {
        return bytes;
    }

    /**
     * Adds one change.
     *
     * @param note of the one who adds it, for {@link Store.Listener#committed}; may be null
     * @param dataBytes of the message that comes with it
     * @return its index
     */
    public int add(Kind kind, Object subject, long number, Object note, int dataBytes) {
        if (size == kinds.length) {
            kinds = Arrays.copyOf(kinds, size * 2);
            subjects = Arrays.copyOf(subjects, size * 2);
            notes = Arrays.copyOf(notes, size * 2);
            numbers = Arrays.copyOf(numbers, size * 2);
        }
        kinds[size] = kind;
        subjects[size] = subject;
        notes[size] = note;
        numbers[size] = number;
        bytes += CHANGE_BYTES + dataBytes;
        return size++;
    }

    /** Puts a change of a retained message in the place of another; the note stays. */
    public void replace(int index, Kind kind, Object subject) {
        bytes += dataBytes(subject) - dataBytes(subjects[index]);
        kinds[index] = kind;
        subjects[index] = subject;
    }

    private static int dataBytes(Object subject) {
        return subject instanceof StoredRetained retained ? retained.message().data.length : 0;
    }

    /** Takes a change back; its note stays. */
    public void cancel(int index) {
        kinds[index] = Kind.NOTHING;
        subjects[index] = null;
    }

    /** Sets the number of a change anew. */
    public void setNumber(int index, long number) {
        numbers[index] = number;
    }

    public Kind kind(int index) {
        return kinds[index];
    }

    public Object subject(int index) {
        return subjects[index];
    }

    public Object note(int index) {
        return notes[index];
    }

    public long number(int index) {
        return numbers[index];
    }
}
