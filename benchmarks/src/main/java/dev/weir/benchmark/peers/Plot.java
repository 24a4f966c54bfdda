package dev.weir.benchmark.peers;

import java.util.List;
import java.util.Optional;

/** Draws lines over logarithmic axes, and groups of bars from zero. Marks reach from the least to the most. */
final class Plot {
    private static final int WIDTH = 860;
    private static final int HEIGHT = 430;
    private static final int LEFT = 84;
    private static final int RIGHT = 190;
    private static final int TOP = 48;
    private static final int BOTTOM = 62;
    private static final int ACROSS = WIDTH - LEFT - RIGHT;
    private static final int DOWN = HEIGHT - TOP - BOTTOM;

    private Plot() {}

    /** One point; {@code x} of zero is drawn at the left edge. */
    record Point(int x, Spread y) {}

    /**
     * One line.
     *
     * @param note why it ends early; empty when it does not
     */
    record Line(String name, String colour, List<Point> points, String note) {
        Line {
            points = List.copyOf(points);
        }
    }

    /** Bars next to each other, one for each name of the plot; empty where there is no figure. */
    record Group(String name, List<Optional<Spread>> bars) {
        Group {
            bars = List.copyOf(bars);
        }
    }

    /** Empty when there is nothing to draw. */
    static String lines(String title, String xName, String yName, List<Line> lines) {
        List<Point> all = lines.stream().flatMap(line -> line.points().stream()).toList();
        if (all.isEmpty()) {
            return "";
        }
        double least = all.stream().mapToDouble(p -> p.y().least()).min().orElse(1);
        double most = all.stream().mapToDouble(p -> p.y().most()).max().orElse(1);
        int right = all.stream().mapToInt(Point::x).max().orElse(1);
        int low = (int) Math.floor(Math.log10(least));
        int high = Math.max(low + 1, (int) Math.ceil(Math.log10(most)));
        int decades = Math.max(1, (int) Math.ceil(Math.log10(Math.max(10, right))));
        Svg svg = begin(title, xName, yName);
        for (int power = low; power <= high; power++) {
            double y = y(power, low, high);
            svg.rule(LEFT, y, LEFT + ACROSS, y);
            svg.text("faint", LEFT - 8.0, y + 4, "end", Rounded.tick(Math.pow(10, power)));
        }
        // A logarithmic axis has no zero: it stands where one would.
        for (int power = 0; power <= decades; power++) {
            int value = power == 0 ? 0 : (int) Math.pow(10, power);
            double x = x(value, decades);
            svg.rule(x, TOP, x, TOP + DOWN);
            svg.text("faint", x, TOP + DOWN + 20.0, "middle", Rounded.count(value));
        }
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            draw(svg, line, decades, low, high);
            name(svg, i, line.name(), line.colour(), line.note());
        }
        return svg.end();
    }

    private static void draw(Svg svg, Line line, int decades, int low, int high) {
        for (int i = 0; i < line.points().size(); i++) {
            Point point = line.points().get(i);
            double x = x(point.x(), decades);
            double y = y(Math.log10(point.y().median()), low, high);
            svg.stroke(
                    line.colour(),
                    1,
                    x,
                    y(Math.log10(point.y().least()), low, high),
                    x,
                    y(Math.log10(point.y().most()), low, high));
            svg.dot(line.colour(), x, y);
            if (i > 0) {
                Point before = line.points().get(i - 1);
                svg.stroke(
                        line.colour(),
                        2,
                        x(before.x(), decades),
                        y(Math.log10(before.y().median()), low, high),
                        x,
                        y);
            }
        }
    }

    private static void name(Svg svg, int row, String name, String colour, String note) {
        double x = LEFT + ACROSS + 24.0;
        double y = TOP + 12 + row * 40.0;
        svg.bar(colour, x, y - 10, 14, 10);
        svg.text("word", x + 22, y, "start", name);
        svg.text("faint", x + 22, y + 16, "start", note);
    }

    /** Empty when there is nothing to draw. */
    static String bars(String title, String yName, List<String> names, List<String> colours, List<Group> groups) {
        double most = groups.stream()
                .flatMap(group -> group.bars().stream())
                .flatMap(Optional::stream)
                .mapToDouble(Spread::most)
                .max()
                .orElse(0);
        if (most <= 0) {
            return "";
        }
        double tick = tick(most);
        double top = Math.ceil(most * 1.05 / tick) * tick;
        Svg svg = begin(title, "", yName);
        for (int i = 0; i * tick <= top + tick / 2; i++) {
            double y = TOP + DOWN - DOWN * (i * tick) / top;
            svg.rule(LEFT, y, LEFT + ACROSS, y);
            svg.text("faint", LEFT - 8.0, y + 4, "end", Rounded.tick(i * tick));
        }
        double step = (double) ACROSS / groups.size();
        for (int g = 0; g < groups.size(); g++) {
            Group group = groups.get(g);
            double width = Math.min(64, step * 0.84 / names.size());
            double from = LEFT + step * (g + 0.5) - width * names.size() / 2;
            svg.text("word", LEFT + step * (g + 0.5), TOP + DOWN + 22.0, "middle", group.name());
            for (int i = 0; i < names.size(); i++) {
                double x = from + i * width;
                String colour = colours.get(i);
                group.bars().get(i).ifPresent(bar -> bar(svg, colour, x, width, bar, top));
            }
        }
        for (int i = 0; i < names.size(); i++) {
            name(svg, i, names.get(i), colours.get(i), "");
        }
        return svg.end();
    }

    private static void bar(Svg svg, String colour, double x, double width, Spread bar, double top) {
        double height = DOWN * bar.median() / top;
        double bottom = TOP + DOWN;
        svg.bar(colour, x + 1, bottom - height, width - 2, height);
        double upTo = bottom - DOWN * bar.most() / top;
        if (bar.most() > bar.least()) {
            svg.mark(x + width / 2, bottom - DOWN * bar.least() / top, x + width / 2, upTo);
        }
        svg.text("value", x + width / 2, upTo - 5, "middle", Rounded.figure(bar.median()));
    }

    /** A round step that divides an axis into about five. */
    private static double tick(double most) {
        double rough = most / 5;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double ratio = rough / power;
        return power * (ratio <= 1 ? 1 : ratio <= 2 ? 2 : ratio <= 5 ? 5 : 10);
    }

    private static Svg begin(String title, String xName, String yName) {
        Svg svg = new Svg(WIDTH, HEIGHT, title);
        svg.text("title", LEFT, 26, "start", title);
        svg.text("faint", LEFT + ACROSS / 2.0, HEIGHT - 14.0, "middle", xName);
        svg.upwards(20, TOP + DOWN / 2.0, yName);
        return svg;
    }

    private static double x(int value, int decades) {
        return LEFT + (value < 1 ? 0 : Math.log10(value) / decades) * ACROSS;
    }

    private static double y(double power, int low, int high) {
        return TOP + DOWN - (power - low) / (high - low) * DOWN;
    }
}
