package dev.libellule.gateway.broker.config;

import java.util.Collection;

/** Finds the word that was probably meant. */
final class NearestWord {
    private NearestWord() {}

    /** {@code "Did you mean 'listener'?"} if a word is near enough to be a slip, or else another help. */
    static String hint(String seen, Collection<String> words, String orElse) {
        String best = null;
        int bestDistance = Math.max(1, seen.length() / 3) + 1;
        for (String word : words) {
            int distance = distance(seen, word);
            if (distance < bestDistance) {
                best = word;
                bestDistance = distance;
            }
        }
        return best == null || seen.length() < 2 ? orElse : "Did you mean '" + best + "'?";
    }

    /** Letters to insert, remove or replace: Levenshtein's distance, row by row. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
