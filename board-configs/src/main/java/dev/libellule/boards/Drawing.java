package dev.libellule.boards;

import dev.libellule.boards.Pinouts.Pin;
import dev.libellule.boards.Pinouts.Pinout;
import java.util.ArrayList;
import java.util.List;

/** A drawing of a board file as SVG: the pins of its model with what is wired to them, and what goes to which topic. */
public final class Drawing {
    private static final int WIDTH = 860;
    private static final int ROW = 18;
    private static final int TOP = 64;
    private static final int LEFT_EDGE = 330;
    private static final int RIGHT_EDGE = 530;
    private static final int WIRE = 60;

    private final Board board;
    private final Wires wires;
    private final StringBuilder svg = new StringBuilder();

    private Drawing(Board board) {
        this.board = board;
        wires = Wires.of(board);
    }

    /** Draws a board; the same board gives the same text. */
    public static String svg(Board board) {
        return new Drawing(board).draw();
    }

    private String draw() {
        int rows = wires.pinout().map(pins -> Math.max(pins.left().size(), pins.right().size())).orElse(0);
        List<String[]> table = table();
        int boardHeight = rows * ROW + 12;
        int tableTop = TOP + (rows == 0 ? 0 : boardHeight + 28);
        int height = tableTop + (table.size() + 1) * ROW + 12;
        svg.append("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">
                <title>%s</title>
                <rect width="%d" height="%d" fill="#ffffff"/>
                """.formatted(WIDTH, height, escaped(board.name()), WIDTH, height));
        text(16, 26, "start", "font-size=\"18\" font-weight=\"bold\"", board.name());
        text(16, 46, "start", "fill=\"#555555\"", board.id() + ", " + modelTitle() + ", " + board.connection());
        wires.pinout().ifPresent(pins -> pins(pins, boardHeight));
        table(table, tableTop);
        return svg.append("</svg>\n").toString();
    }

    private String modelTitle() {
        return Models.byName().get(board.model()).title();
    }

    private void pins(Pinout pinout, int boardHeight) {
        svg.append("""
                <rect x="%d" y="%d" width="%d" height="%d" rx="8" fill="#e8f1ee" stroke="#2f6f5e"/>
                """.formatted(LEFT_EDGE, TOP, RIGHT_EDGE - LEFT_EDGE, boardHeight));
        for (int i = 0; i < pinout.left().size(); i++) {
            pin(pinout.left().get(i), TOP + 18 + i * ROW, true);
        }
        for (int i = 0; i < pinout.right().size(); i++) {
            pin(pinout.right().get(i), TOP + 18 + i * ROW, false);
        }
    }

    private void pin(Pin pin, int y, boolean isLeft) {
        List<String> parts = wires.at(pin);
        int edge = isLeft ? LEFT_EDGE : RIGHT_EDGE;
        int inwards = isLeft ? 1 : -1;
        String color = !parts.isEmpty() ? "#d2601a" : pin.key().isEmpty() ? "#9a9a9a" : "#ffffff";
        svg.append("""
                <circle cx="%d" cy="%d" r="5" fill="%s" stroke="#444444"/>
                """.formatted(edge, y - 4, color));
        String inside = isLeft ? "start" : "end";
        String number = pin.place().isEmpty() ? "" : isLeft ? pin.place() + "  " : "  " + pin.place();
        text(edge + inwards * 12, y, inside, "", isLeft ? number + pin.name() : pin.name() + number);
        if (!parts.isEmpty()) {
            int end = edge - inwards * WIRE;
            svg.append("""
                    <path d="M%d %dH%d" stroke="#d2601a" stroke-width="2"/>
                    """.formatted(edge - inwards * 5, y - 4, end));
            text(end - inwards * 6, y, isLeft ? "end" : "start", "fill=\"#a04000\" font-weight=\"bold\"",
                    String.join(", ", parts));
        }
    }

    /** What is published and obeyed, a row each: what, on which topic, what it is. */
    private List<String[]> table() {
        List<String[]> rows = new ArrayList<>();
        board.signals().forEach(signal -> rows.add(signalRow(signal.name(), signal)));
        board.sensors().forEach(sensor -> sensor.signals().forEach(
                signal -> rows.add(signalRow(sensor.chip() + " " + signal.name() + ", " + sensor.at(), signal))));
        board.inputs().forEach(input -> rows.add(new String[]{input.name(), "publishes " + input.topic(), "1, 0"}));
        board.outputs().forEach(output -> {
            rows.add(new String[]{output.name(), "obeys " + output.topic(), "ON, OFF, TOGGLE"});
            rows.add(new String[]{"", "answers " + output.state(), output.on() + ", " + output.off()});
        });
        rows.add(new String[]{"is it there", "publishes " + board.availability(), "online, offline"});
        return rows;
    }

    private static String[] signalRow(String what, SignalEntry signal) {
        return new String[]{what, "publishes " + signal.topic(), signal.unit()};
    }

    private void table(List<String[]> rows, int top) {
        for (int i = 0; i < rows.size(); i++) {
            int y = top + 14 + i * ROW;
            text(16, y, "start", "font-weight=\"bold\"", rows.get(i)[0]);
            text(LEFT_EDGE, y, "start", "font-family=\"monospace\"", rows.get(i)[1]);
            text(WIDTH - 16, y, "end", "", rows.get(i)[2]);
        }
    }

    private void text(int x, int y, String anchor, String attributes, String text) {
        svg.append("<text x=\"").append(x).append("\" y=\"").append(y).append("\" text-anchor=\"").append(anchor)
                .append('"').append(attributes.isEmpty() ? "" : " ").append(attributes).append('>')
                .append(escaped(text)).append("</text>\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
