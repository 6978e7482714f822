package dev.libellule.gateway.app;

/** One message, several times, with a pause. */
final class RepeatedMessage implements Publisher.Messages {
    private final byte[] payload;
    private final int delayMillis;
    private int left;
    private boolean any;
    private int lastMillis;

    RepeatedMessage(byte[] payload, int count, int delayMillis) {
        this.payload = payload;
        this.left = count;
        this.delayMillis = delayMillis;
    }

    @Override
    public byte[] next(int nowMillis) {
        if (left == 0 || any && nowMillis - lastMillis < delayMillis) {
            return null;
        }
        left--;
        any = true;
        lastMillis = nowMillis;
        return payload;
    }

    @Override
    public boolean isOver() {
        return left == 0;
    }

    @Override
    public int waitMillis(int nowMillis) {
        return left == 0 ? Integer.MAX_VALUE : Math.max(0, delayMillis - (nowMillis - lastMillis));
    }
}
