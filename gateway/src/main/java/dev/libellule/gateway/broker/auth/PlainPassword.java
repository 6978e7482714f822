package dev.libellule.gateway.broker.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A password that is not hashed: {@code user:password}. It works, and {@link PasswordFile#problems} says how to do better. */
record PlainPassword(String text) implements PasswordHash {
    @Override
    public boolean matches(byte[] password) {
        return MessageDigest.isEqual(text.getBytes(StandardCharsets.UTF_8), password);
    }

    @Override
    public PlainPassword decoy() {
        return new PlainPassword("");
    }

    @Override
    public String toString() {
        return text;
    }
}
