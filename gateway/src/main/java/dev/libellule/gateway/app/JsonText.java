package dev.libellule.gateway.app;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;

/** Writes JSON as cJSON does, which Mosquitto uses: names may come twice, and what is pretty is indented by tabs. */
final class JsonText {
    private static final JsonFactory JSON = JsonFactory.builder().disable(StreamReadFeature.AUTO_CLOSE_SOURCE).build();
    private static final int SIGNIFICANT_DIGITS = 15;
    private static final int MOST_DIGITS = 17;

    private final StringBuilder out = new StringBuilder();
    private final boolean pretty;
    private int depth;
    private boolean isFirst = true;

    JsonText(boolean pretty) {
        this.pretty = pretty;
    }

    JsonText beginObject() {
        out.append('{');
        depth++;
        isFirst = true;
        return this;
    }

    JsonText endObject() {
        depth--;
        if (pretty) {
            out.append('\n').append("\t".repeat(depth));
        }
        out.append('}');
        isFirst = false;
        return this;
    }

    /** The name of a member, whose value follows. */
    JsonText name(String name) {
        out.append(isFirst ? "" : ",");
        if (pretty) {
            out.append('\n').append("\t".repeat(depth));
        }
        isFirst = false;
        text(name);
        out.append(pretty ? ":\t" : ":");
        return this;
    }

    JsonText number(long value) {
        out.append(value);
        return this;
    }

    JsonText literal(String value) {
        out.append(value);
        return this;
    }

    JsonText text(String value) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ') {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
        return this;
    }

    /** Bytes as an array of numbers. */
    JsonText bytes(byte[] bytes, int offset, int length) {
        out.append('[');
        for (int i = 0; i < length; i++) {
            out.append(i == 0 ? "" : pretty ? ", " : ",").append(bytes[offset + i] & 0xFF);
        }
        out.append(']');
        return this;
    }

    /**
     * Puts in a text that is JSON.
     *
     * @throws IOException if it is none; then nothing that was written is of use
     */
    JsonText json(String text) throws IOException {
        try (JsonParser parser = JSON.createParser(text)) {
            JsonToken token = parser.nextToken();
            if (token == null) {
                throw new IOException("no JSON");
            }
            value(parser, token);
            if (parser.nextToken() != null) {
                throw new IOException("more than one value");
            }
        }
        return this;
    }

    private void value(JsonParser in, JsonToken token) throws IOException {
        switch (token) {
            case START_OBJECT -> {
                beginObject();
                for (JsonToken next = in.nextToken(); next != JsonToken.END_OBJECT; next = in.nextToken()) {
                    name(in.currentName());
                    value(in, in.nextToken());
                }
                endObject();
            }
            case START_ARRAY -> {
                out.append('[');
                boolean first = true;
                for (JsonToken next = in.nextToken(); next != JsonToken.END_ARRAY; next = in.nextToken()) {
                    out.append(first ? "" : pretty ? ", " : ",");
                    first = false;
                    value(in, next);
                }
                out.append(']');
            }
            case VALUE_STRING -> text(in.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> out.append(number(in.getText()));
            default -> out.append(in.getText());
        }
        isFirst = false;
    }

    /** As C's {@code %1.15g}, or {@code %1.17g} where that is another number. */
    static String number(String text) {
        double value = Double.parseDouble(text);
        if (Double.isInfinite(value)) {
            return "null";
        }
        if (value == 0) {
            return "0";
        }
        String shorter = general(value, SIGNIFICANT_DIGITS);
        return Double.parseDouble(shorter) == value ? shorter : general(value, MOST_DIGITS);
    }

    private static String general(double value, int digits) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits)).stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (exponent >= -4 && exponent < digits) {
            return rounded.toPlainString();
        }
        BigDecimal mantissa = rounded.movePointLeft(exponent).stripTrailingZeros();
        return "%se%s%02d".formatted(mantissa.toPlainString(), exponent < 0 ? "-" : "+", Math.abs(exponent));
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
