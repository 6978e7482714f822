package dev.libellule.device.client;

import dev.libellule.device.codec.Slice;

/** A live record of a {@link SessionStore}; its bytes are the store's, valid until the next call to it. */
public final class StoredRecord {
    /** {@link SessionStore#SESSION}, {@link SessionStore#PUBLISH} or {@link SessionStore#RECEIVED}. */
    public int kind;
    public int packetIdentifier;
    /** {@link SessionStore#NEW} or {@link SessionStore#RELEASED}. */
    public int mark;
    public final Slice bytes = new Slice();
}
