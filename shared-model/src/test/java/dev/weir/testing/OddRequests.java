package dev.weir.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a page in a browser on this machine, or a mistaken program, may send; and how every HTTP listener of Weir answers it.
 */
public final class OddRequests {

    /**
     * One of them.
     *
     * @param what it is
     * @param text its bytes
     * @param refused the statuses with which it may be refused: servers look at its faults in different order
     */
    public record Odd(String what, String text, List<Integer> refused) {
        public Odd {
            refused = List.copyOf(refused);
        }

        @Override
        public String toString() {
            return what;
        }
    }

    private static final String JSON = "Content-Type: application/json\r\n";
    private static final String LARGE = "a".repeat(9_000);

    private final List<Odd> all = new ArrayList<>();
    private final String host;
    private final String read;
    private final String write;

    private OddRequests(int port, String read, String write) {
        this.host = "Host: 127.0.0.1:" + port + "\r\n";
        this.read = read;
        this.write = write;
    }

    /**
     * All of them for one listener.
     *
     * @param read a path that can be read
     * @param write method and path of something that is changed by a body
     */
    public static List<Odd> of(int port, String read, String write) {
        OddRequests requests = new OddRequests(port, read, write);
        requests.ofPages(port);
        requests.ofTypes();
        requests.ofPaths();
        requests.ofBodies();
        requests.ofLines();
        return List.copyOf(requests.all);
    }

    private void ofPages(int port) {
        for (String name : List.of(
                "evil.example:" + port,
                "127.0.0.1.evil.example:" + port,
                "127.0.0.1:1",
                "127.0.0.1",
                "localhost",
                "203.0.113.7:" + port,
                "0.0.0.0:" + port,
                "user@127.0.0.1:" + port)) {
            add("a read of Host " + name, "GET " + read + " HTTP/1.1\r\nHost: " + name + "\r\n\r\n", 421, 400);
            add("a write to Host " + name, write + " HTTP/1.1\r\nHost: " + name + "\r\n" + JSON + body("{}"), 421, 400);
        }
        for (String origin : List.of(
                "Origin: http://evil.example",
                "Origin: null",
                "Origin: http://127.0.0.1:1",
                "Origin: https://127.0.0.1:" + port,
                "Origin: http://127.0.0.1:" + port + ".evil.example",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site")) {
            add("a read with " + origin, "GET " + read + " HTTP/1.1\r\n" + host + origin + "\r\n\r\n", 403);
            add("a write with " + origin, write + " HTTP/1.1\r\n" + host + origin + "\r\n" + JSON + body("{}"), 403);
            add("a write without a body with " + origin, write + " HTTP/1.1\r\n" + host + origin + "\r\n\r\n", 403);
        }
    }

    private void ofTypes() {
        for (String type : List.of(
                "Content-Type: text/plain\r\n",
                "Content-Type: application/x-www-form-urlencoded\r\n",
                "Content-Type: text/plain; application/json\r\n",
                "Content-Type: application/json-patch+json\r\n",
                "")) {
            add(
                    "a body with " + (type.isEmpty() ? "no type" : type.strip()),
                    write + " HTTP/1.1\r\n" + host + type + body("{}"),
                    415);
        }
    }

    private void ofPaths() {
        for (String path : List.of("/%u0041", "/%zz", "/%", "?y=%u0041", "?y=%f")) {
            add("a path " + path, "GET " + read + path + " HTTP/1.1\r\n" + host + "\r\n", 400);
        }
    }

    private void ofBodies() {
        String chunked = write + " HTTP/1.1\r\n" + host + JSON + "Transfer-Encoding: chunked\r\n\r\n";
        add("a chunk of FFFFFFFFFFFFFFFF", chunked + "FFFFFFFFFFFFFFFF\r\n{}", 400);
        add("a chunk of -1", chunked + "-1\r\n{}", 400);
        add("a chunk without a number", chunked + "zz\r\n{}", 400);
        add("a body of 1 GB", write + " HTTP/1.1\r\n" + host + JSON + "Content-Length: 999999999\r\n\r\n", 413);
        add("a length below 0", write + " HTTP/1.1\r\n" + host + JSON + "Content-Length: -1\r\n\r\n", 400);
        add(
                "a length of 20 digits",
                write + " HTTP/1.1\r\n" + host + JSON + "Content-Length: 99999999999999999999\r\n\r\n",
                400);
    }

    private void ofLines() {
        add("rubbish", "rubbish\r\n\r\n", 400);
        add("a TLS hello", "\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n", 400);
        add("a long line", "GET /" + LARGE + " HTTP/1.1\r\n" + host + "\r\n", 414);
        add("a long header", "GET " + read + " HTTP/1.1\r\n" + host + "X: " + LARGE + "\r\n\r\n", 431);
        add("a header without a colon", "GET " + read + " HTTP/1.1\r\n" + host + "bad header\r\n\r\n", 400);
        add("no Host", "GET " + read + " HTTP/1.1\r\n\r\n", 400, 421);
        add("two Hosts", "GET " + read + " HTTP/1.1\r\n" + host + host + "\r\n", 400, 421);
        add("an unknown method", "FOO " + read + " HTTP/1.1\r\n" + host + "\r\n", 405);
        add("an unknown path", "GET " + read + "nowhere HTTP/1.1\r\n" + host + "\r\n", 404);
    }

    private static String body(String text) {
        return "Content-Length: " + text.length() + "\r\n\r\n" + text;
    }

    private void add(String what, String text, int... statuses) {
        all.add(new Odd(what, text, Arrays.stream(statuses).boxed().toList()));
    }
}
