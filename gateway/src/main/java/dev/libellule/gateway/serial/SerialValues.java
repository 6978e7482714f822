package dev.libellule.gateway.serial;

import dev.libellule.boards.Board;
import dev.libellule.boards.SignalEntry;
import dev.libellule.device.node.Signal;
import dev.libellule.gateway.devices.BoardParts;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.tinylog.Logger;

/** Brings the values of lines to the signals of a board file. The node's thread alone, but for what only asks. */
final class SerialValues {
    private final String board;
    private final List<Target> targets = new ArrayList<>();
    private int rejected;

    private static final class Target {
        final SignalEntry entry;
        final Signal signal;
        boolean isOut;

        Target(Board board, SignalEntry entry) {
            this.entry = entry;
            this.signal = BoardParts.signal(board, entry);
        }
    }

    SerialValues(Board board) {
        this.board = board.id();
        board.signals().forEach(entry -> targets.add(new Target(board, entry)));
    }

    Signal[] signals() {
        return targets.stream().map(target -> target.signal).toArray(Signal[]::new);
    }

    /** Whether a signal has that name. Any thread. */
    boolean isNamed(String name) {
        return targets.stream().anyMatch(target -> target.entry.name().equals(name));
    }

    /** Whether a signal has that topic. Any thread. */
    boolean isTopic(String topic) {
        return targets.stream().anyMatch(target -> target.entry.topic().equals(topic));
    }

    /** Whether a value without a name can be told: there is one signal. Any thread. */
    boolean isOne() {
        return targets.size() == 1;
    }

    /** A value by the name on its line. */
    void named(String name, BigDecimal value, int nowMillis) {
        targets.stream().filter(target -> target.entry.name().equals(name)).findFirst()
                .ifPresent(target -> offer(target, value, nowMillis));
    }

    /** A value without a name: of the first signal. */
    void unnamed(BigDecimal value, int nowMillis) {
        offer(targets.getFirst(), value, nowMillis);
    }

    /** A value by its topic. */
    void onTopic(String topic, BigDecimal value, int nowMillis) {
        targets.stream().filter(target -> target.entry.topic().equals(topic)).findFirst()
                .ifPresent(target -> offer(target, value, nowMillis));
    }

    private void offer(Target target, BigDecimal reading, int nowMillis) {
        BigDecimal value = target.entry.converted(reading);
        boolean isOut = value.compareTo(target.entry.range().minimum()) < 0
                || value.compareTo(target.entry.range().maximum()) > 0;
        if (isOut && !target.isOut) {
            Logger.warn("board {} measures {} {}, outside its range {}; such values are not published", board,
                    target.entry.name(), value, target.entry.range());
        }
        target.isOut = isOut;
        if (isOut) {
            rejected++;
            target.signal.failed();
        } else {
            target.signal.offer(target.entry.scale(value), nowMillis);
        }
    }

    /** Values outside their range, since the start. */
    int rejected() {
        return rejected;
    }
}
