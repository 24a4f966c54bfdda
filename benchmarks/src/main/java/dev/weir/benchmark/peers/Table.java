package dev.weir.benchmark.peers;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Rows of cells.
 *
 * @param rows the first is the head; all are as long
 */
record Table(String title, List<List<String>> rows) {
    Table {
        rows = rows.stream().map(List::copyOf).toList();
        for (List<String> row : rows) {
            if (row.size() != rows.getFirst().size()) {
                throw new IllegalArgumentException("a row of " + title + " has " + row.size() + " cells, the head "
                        + rows.getFirst().size());
            }
        }
    }

    String markdown() {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            out.append("| ").append(String.join(" | ", rows.get(i))).append(" |\n");
            if (i == 0) {
                out.append("|---".repeat(rows.getFirst().size())).append("|\n");
            }
        }
        return out.toString();
    }

    /** In columns, without Markdown's marks. */
    String terminal() {
        int columns = rows.getFirst().size();
        List<Integer> widths = new ArrayList<>(Collections.nCopies(columns, 0));
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths.set(i, Math.max(widths.get(i), plain(row.get(i)).length()));
            }
        }
        StringBuilder out = new StringBuilder("\n" + title + "\n");
        for (int r = 0; r < rows.size(); r++) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String cell = plain(rows.get(r).get(i));
                line.append(cell).append(" ".repeat(widths.get(i) - cell.length() + 2));
            }
            out.append("  ").append(line.toString().stripTrailing()).append('\n');
            if (r == 0) {
                int rule = widths.stream().mapToInt(width -> width + 2).sum() - 2;
                out.append("  ").append("-".repeat(rule)).append('\n');
            }
        }
        return out.toString();
    }

    private static String plain(String cell) {
        return cell.replace("**", "").replace("`", "");
    }
}
