package dev.libellule.gateway.broker;

/** Authentication Method and Authentication Data, 3.15.2.2; the data may be null. */
record AuthData(byte[] method, byte[] data) {
    /** Bytes of both. */
    int length() {
        return method.length + (data == null ? 0 : data.length);
    }
}
