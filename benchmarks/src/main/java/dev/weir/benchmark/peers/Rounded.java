package dev.weir.benchmark.peers;

import java.util.Locale;

/** Numbers as people read them. */
final class Rounded {
    private Rounded() {}

    /** Three digits that count, with k and M for thousands and millions. */
    static String figure(double value) {
        if (value >= 999_500) {
            return digits(value / 1e6) + "M";
        }
        return value >= 9_995 ? digits(value / 1e3) + "k" : digits(value);
    }

    private static String digits(double value) {
        if (value >= 99.95) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        if (value >= 9.995) {
            return String.format(Locale.ROOT, "%.1f", value);
        }
        return String.format(Locale.ROOT, value == 0 ? "%.0f" : value < 0.0995 ? "%.3g" : "%.2f", value);
    }

    /** A round number of an axis: without zeros behind the point. */
    static String tick(double value) {
        return figure(value).replaceFirst("\\.0+(?=[kM]?$)", "");
    }

    /** How many, in full. */
    static String count(long many) {
        return String.format(Locale.ROOT, "%,d", many);
    }
}
