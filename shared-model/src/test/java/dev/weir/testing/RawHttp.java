package dev.weir.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends bytes as no HTTP client would. */
public final class RawHttp {
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: (\\d+)");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Status line, headers and body. */
    public record Answer(int status, String text) {}

    private RawHttp() {}

    /** The answer until the server closes the connection, or until it has said all that it announced. */
    public static Answer send(int port, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            StringBuilder answer = new StringBuilder();
            byte[] buffer = new byte[8192];
            int read = 0;
            while (read >= 0 && !isWhole(answer)) {
                answer.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
                read = isWhole(answer) ? -1 : socket.getInputStream().read(buffer);
            }
            String text = answer.toString();
            return new Answer(text.startsWith("HTTP/1.") ? Integer.parseInt(text.substring(9, 12)) : 0, text);
        }
    }

    private static boolean isWhole(CharSequence answer) {
        int end = answer.toString().indexOf("\r\n\r\n");
        Matcher length = LENGTH.matcher(answer);
        return end >= 0
                && length.find()
                && length.start() < end
                && answer.length() >= end + 4 + Integer.parseInt(length.group(1));
    }
}
