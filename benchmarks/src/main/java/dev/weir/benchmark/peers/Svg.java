package dev.weir.benchmark.peers;

import java.util.Locale;

/** An SVG drawing that follows the reader's light or dark scheme. */
final class Svg {
    private final StringBuilder out = new StringBuilder();

    Svg(int width, int height, String title) {
        out.append("""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" \
            font-family="sans-serif" font-size="13" role="img" aria-label="%s">
            <style>
            .page { fill: #ffffff } .title { fill: #1f2328; font-size: 16px; font-weight: 600 }
            .word { fill: #1f2328 } .faint { fill: #59636e } .rule { stroke: #d8dee4 }
            .value { fill: #1f2328; font-size: 11px; paint-order: stroke; stroke: #ffffff; stroke-width: 3px }
            @media (prefers-color-scheme: dark) {
            .page { fill: #0d1117 } .title { fill: #f0f6fc } .word { fill: #f0f6fc } .faint { fill: #9198a1 }
            .rule { stroke: #30363d } .value { fill: #f0f6fc; stroke: #0d1117 } }
            </style>
            <rect class="page" width="100%%" height="100%%"/>
            """.formatted(width, height, width, height, escape(title)));
    }

    /** Words; {@code anchor} is start, middle or end. */
    void text(String style, double x, double y, String anchor, String words) {
        out.append("<text class=\"%s\" x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>\n"
                .formatted(style, fixed(x), fixed(y), anchor, escape(words)));
    }

    /** Words from below to above, around a middle. */
    void upwards(double x, double y, String words) {
        out.append("<text class=\"faint\" transform=\"translate(%s %s) rotate(-90)\" text-anchor=\"middle\">%s</text>\n"
                .formatted(fixed(x), fixed(y), escape(words)));
    }

    void rule(double x1, double y1, double x2, double y2) {
        line("class=\"rule\"", x1, y1, x2, y2);
    }

    void stroke(String colour, double width, double x1, double y1, double x2, double y2) {
        line("stroke=\"" + colour + "\" stroke-width=\"" + fixed(width) + "\"", x1, y1, x2, y2);
    }

    /** A thin mark in the colour of words. */
    void mark(double x1, double y1, double x2, double y2) {
        line("class=\"rule\" style=\"stroke: #8b949e\" stroke-width=\"1.5\"", x1, y1, x2, y2);
    }

    private void line(String style, double x1, double y1, double x2, double y2) {
        out.append("<line %s x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>\n"
                .formatted(style, fixed(x1), fixed(y1), fixed(x2), fixed(y2)));
    }

    void dot(String colour, double x, double y) {
        out.append("<circle fill=\"%s\" cx=\"%s\" cy=\"%s\" r=\"4\"/>\n".formatted(colour, fixed(x), fixed(y)));
    }

    void bar(String colour, double x, double y, double width, double height) {
        out.append("<rect fill=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>\n"
                .formatted(colour, fixed(x), fixed(y), fixed(width), fixed(height)));
    }

    String end() {
        return out + "</svg>\n";
    }

    private static String fixed(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
