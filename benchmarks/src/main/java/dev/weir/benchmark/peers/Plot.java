package dev.weir.benchmark.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws SVG: lines over logarithmic axes, and bars on a logarithmic one. */
final class Plot {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 420;
    private static final int LEFT = 80;
    private static final int RIGHT = 150;
    private static final int TOP = 40;
    private static final int BOTTOM = 50;

    private Plot() {}

    /** One point; {@code x} of zero is drawn at the left edge. */
    record Point(double x, double y) {}

    /** One line. */
    record Line(String name, String colour, List<Point> points) {
        Line {
            points = List.copyOf(points);
        }
    }

    /** One bar. */
    record Bar(String name, String colour, double value, String label) {}

    static String lines(String title, String xName, String yName, List<Line> lines) {
        List<Line> drawn =
                lines.stream().filter(line -> !line.points().isEmpty()).toList();
        if (drawn.isEmpty()) {
            return "";
        }
        double most = drawn.stream()
                .flatMap(l -> l.points().stream())
                .mapToDouble(Point::y)
                .max()
                .orElse(1);
        double least = drawn.stream()
                .flatMap(l -> l.points().stream())
                .mapToDouble(Point::y)
                .min()
                .orElse(1);
        double right = drawn.stream()
                .flatMap(l -> l.points().stream())
                .mapToDouble(Point::x)
                .max()
                .orElse(1);
        int low = (int) Math.floor(Math.log10(Math.max(1e-9, least)));
        int high = Math.max(low + 1, (int) Math.ceil(Math.log10(most)));
        int decades = Math.max(1, (int) Math.ceil(Math.log10(Math.max(10, right))));
        StringBuilder svg = begin(title);
        for (int power = low; power <= high; power++) {
            double y = y(power, low, high);
            rule(svg, LEFT, y, WIDTH - RIGHT, y);
            text(svg, LEFT - 8.0, y + 4, "end", "#444", number(Math.pow(10, power)));
        }
        for (int power = 0; power <= decades; power++) {
            double x = x(power == 0 ? 0 : Math.pow(10, power), decades);
            rule(svg, x, TOP, x, HEIGHT - BOTTOM);
            text(svg, x, HEIGHT - BOTTOM + 18.0, "middle", "#444", power == 0 ? "0" : number(Math.pow(10, power)));
        }
        text(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 10.0, "middle", "#222", xName);
        svg.append("<text transform=\"translate(16 ")
                .append(HEIGHT / 2)
                .append(") rotate(-90)\" text-anchor=\"middle\" fill=\"#222\">")
                .append(escape(yName))
                .append("</text>\n");
        List<Double> taken = new ArrayList<>();
        for (Line line : drawn) {
            StringBuilder path = new StringBuilder();
            for (Point point : line.points()) {
                double x = x(point.x(), decades);
                double y = y(Math.log10(Math.max(1e-9, point.y())), low, high);
                path.append(path.isEmpty() ? "M" : " L")
                        .append(fixed(x))
                        .append(' ')
                        .append(fixed(y));
                svg.append("<circle cx=\"")
                        .append(fixed(x))
                        .append("\" cy=\"")
                        .append(fixed(y))
                        .append("\" r=\"4\" fill=\"")
                        .append(line.colour())
                        .append("\"/>\n");
            }
            svg.append("<path d=\"")
                    .append(path)
                    .append("\" fill=\"none\" stroke-width=\"2\" stroke=\"")
                    .append(line.colour())
                    .append("\"/>\n");
            Point last = line.points().getLast();
            double at = free(y(Math.log10(Math.max(1e-9, last.y())), low, high), taken);
            text(svg, x(last.x(), decades) + 10, at + 4, "start", line.colour(), line.name());
        }
        return svg.append("</svg>\n").toString();
    }

    static String bars(String title, String yName, List<Bar> bars) {
        if (bars.isEmpty()) {
            return "";
        }
        double most = bars.stream().mapToDouble(Bar::value).max().orElse(1);
        double least = bars.stream().mapToDouble(Bar::value).min().orElse(1);
        int high = (int) Math.ceil(Math.log10(Math.max(1e-9, most)) + 1e-9);
        int low = Math.min(high - 1, (int) Math.floor(Math.log10(Math.max(1e-9, least))) - 1);
        StringBuilder svg = begin(title);
        for (int power = low; power <= high; power++) {
            double y = y(power, low, high);
            rule(svg, LEFT, y, WIDTH - 20, y);
            text(svg, LEFT - 8.0, y + 4, "end", "#444", number(Math.pow(10, power)));
        }
        svg.append("<text transform=\"translate(16 ")
                .append(HEIGHT / 2)
                .append(") rotate(-90)\" text-anchor=\"middle\" fill=\"#222\">")
                .append(escape(yName))
                .append("</text>\n");
        double step = (WIDTH - LEFT - 20.0) / bars.size();
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            double y = y(Math.log10(Math.max(1e-9, bar.value())), low, high);
            double x = LEFT + step * (i + 0.2);
            svg.append("<rect x=\"")
                    .append(fixed(x))
                    .append("\" y=\"")
                    .append(fixed(y))
                    .append("\" width=\"")
                    .append(fixed(step * 0.6))
                    .append("\" height=\"")
                    .append(fixed(HEIGHT - BOTTOM - y))
                    .append("\" fill=\"")
                    .append(bar.colour())
                    .append("\"/>\n");
            text(svg, x + step * 0.3, y - 6, "middle", "#222", bar.label());
            text(svg, x + step * 0.3, HEIGHT - BOTTOM + 18.0, "middle", "#222", bar.name());
        }
        return svg.append("</svg>\n").toString();
    }

    private static StringBuilder begin(String title) {
        StringBuilder svg = new StringBuilder();
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
                .append(WIDTH)
                .append(' ')
                .append(HEIGHT)
                .append("\" font-family=\"sans-serif\" font-size=\"12\" role=\"img\" aria-label=\"")
                .append(escape(title))
                .append("\">\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
        svg.append("<text x=\"")
                .append(LEFT)
                .append("\" y=\"22\" font-size=\"15\" fill=\"#111\">")
                .append(escape(title))
                .append("</text>\n");
        return svg;
    }

    private static double x(double value, int decades) {
        double at = value < 1 ? 0 : Math.log10(Math.max(1, value)) / decades;
        return LEFT + at * (WIDTH - LEFT - RIGHT);
    }

    private static double y(double power, int low, int high) {
        return HEIGHT - BOTTOM - (power - low) / (high - low) * (HEIGHT - TOP - BOTTOM);
    }

    /** A height near this one at which no other name stands. */
    private static double free(double wanted, List<Double> taken) {
        double at = wanted;
        boolean moved = true;
        while (moved) {
            moved = false;
            for (double other : taken) {
                if (Math.abs(other - at) < 14) {
                    at = other + 14;
                    moved = true;
                }
            }
        }
        taken.add(at);
        return at;
    }

    private static void rule(StringBuilder svg, double x1, double y1, double x2, double y2) {
        svg.append("<line x1=\"")
                .append(fixed(x1))
                .append("\" y1=\"")
                .append(fixed(y1))
                .append("\" x2=\"")
                .append(fixed(x2))
                .append("\" y2=\"")
                .append(fixed(y2))
                .append("\" stroke=\"#ddd\"/>\n");
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String colour, String text) {
        svg.append("<text x=\"")
                .append(fixed(x))
                .append("\" y=\"")
                .append(fixed(y))
                .append("\" text-anchor=\"")
                .append(anchor)
                .append("\" fill=\"")
                .append(colour)
                .append("\">")
                .append(escape(text))
                .append("</text>\n");
    }

    private static String fixed(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }

    /** With three digits that count. */
    static String number(double value) {
        if (value >= 1e6) {
            return String.format(Locale.ROOT, "%.3gM", value / 1e6)
                    .replace(".00M", "M")
                    .replace(".0M", "M");
        }
        return value >= 100 || value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%.3g", value);
    }
}
