package dev.libellule.gateway.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** One row of the log, and what of it is still needed. Store thread. */
final class Segment {
    /** Something that a row holds: a message, or its delivery to one session. */
    abstract static class Item {
        private Segment segment;
        private int place;
        /** In the row that is being filled, which is no segment yet. */
        boolean isFilling;

        /** About what it takes in the log. */
        abstract int logBytes();
    }

    /** Where an item was before it was taken away. */
    record Place(Item item, Segment segment, int place) {
        void putBack() {
            item.segment = segment;
            item.place = place;
            segment.items.set(place, item);
            segment.live++;
        }
    }

    final long row;
    final int bytes;
    /** Null where it is not needed any more. */
    private final List<Item> items;
    private int live;

    Segment(long row, int bytes, List<? extends Item> items) {
        this.row = row;
        this.bytes = bytes;
        this.items = new ArrayList<>(items.size());
        items.forEach(this::add);
    }

    void add(Item item) {
        item.segment = this;
        item.place = items.size();
        item.isFilling = false;
        items.add(item);
        live++;
    }

    /** One item takes the place of another, which means the same. */
    static void replace(Item old, Item by) {
        if (old.segment != null) {
            by.segment = old.segment;
            by.place = old.place;
            by.segment.items.set(by.place, by);
        }
    }

    boolean isOver() {
        return live == 0;
    }

    /** It is not needed any more. */
    static Place remove(Item item) {
        Segment segment = item.segment;
        Place place = new Place(item, segment, item.place);
        segment.items.set(item.place, null);
        segment.live--;
        return place;
    }

    List<Item> live() {
        return items.stream().filter(Objects::nonNull).toList();
    }
}
