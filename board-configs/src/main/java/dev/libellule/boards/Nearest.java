package dev.libellule.boards;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds the word that was probably meant. */
public final class Nearest {
    /** A word that begins like the right one is near from so many letters on. */
    private static final int BEGINNING = 3;

    /** Words that people use for the same thing. */
    private static final Map<String, String> OTHER_WORDS = Map.of("pin", "gpio", "interval", "every", "period", "every",
            "room", "place", "device", "board", "type", "model", "precision", "decimals", "user", "username", "sensor",
            "chip");

    private Nearest() {}

    /**
     * The nearest of the words, if it is near enough to be a slip: at most a third of the letters are wrong; else one that
     * begins so, or that people call so.
     */
    public static Optional<String> word(String seen, Collection<String> words) {
        String lower = seen.toLowerCase(Locale.ROOT);
        String other = OTHER_WORDS.getOrDefault(lower, "");
        if (words.contains(other)) {
            return Optional.of(other);
        }
        String best = null;
        int bestDistance = Integer.MAX_VALUE;
        for (String word : words) {
            int distance = distance(lower, word.toLowerCase(Locale.ROOT));
            if (distance < bestDistance) {
                best = word;
                bestDistance = distance;
            }
        }
        if (best == null || !isNear(lower, best)) {
            return words.stream().filter(word -> lower.length() >= BEGINNING && word.startsWith(lower)).findFirst();
        }
        return Optional.of(best);
    }

    private static boolean isNear(String seen, String word) {
        int longest = Math.max(seen.length(), word.length());
        return distance(seen, word.toLowerCase(Locale.ROOT)) <= Math.max(1, longest / 3) && longest > 1
                || seen.equalsIgnoreCase(word);
    }

    /** {@code "; did you mean 'address'?"}, or {@code "."} where no word is near. */
    static String hint(String seen, Collection<String> words, String separator) {
        return word(seen, words).map(word -> separator + " did you mean '" + word + "'?").orElse(".");
    }

    /** Letters to insert, remove, replace, or swap with a neighbour: the optimal string alignment distance. */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                d[i][j] = i == 0 ? j : j == 0 ? i : step(d, a, b, i, j);
            }
        }
        return d[a.length()][b.length()];
    }

    private static int step(int[][] d, String a, String b, int i, int j) {
        int replace = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int best = Math.min(replace, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
            best = Math.min(best, d[i - 2][j - 2] + 1);
        }
        return best;
    }
}
