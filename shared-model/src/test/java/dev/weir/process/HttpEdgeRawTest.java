package dev.weir.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.OddRequests;
import dev.weir.testing.RawHttp;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that no program sends, byte by byte. */
class HttpEdgeRawTest {
    private static final AtomicInteger DONE = new AtomicInteger();
    private static HttpEdge edge;

    @BeforeAll
    static void start() {
        edge = HttpEdge.start("http.port", "127.0.0.1", 0, routes -> {
            routes.get("/thing", context -> context.result("{}"));
            // Looks at no body, as most verbs.
            routes.post("/thing", _ -> DONE.incrementAndGet());
        });
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    static List<OddRequests.Odd> odd() {
        return OddRequests.of(edge.port(), "/thing", "POST /thing");
    }

    @ParameterizedTest
    @MethodSource
    void odd(OddRequests.Odd request) throws IOException {
        int before = DONE.get();

        RawHttp.Answer answer = RawHttp.send(edge.port(), request.text());

        assertThat(answer.status()).as(answer.text()).isIn(request.refused());
        assertThat(answer.text())
                .contains("Content-Type: application/problem+json", "\"detail\":\"")
                .doesNotContainIgnoringCase("<html", "\tat ", "exception");
        assertThat(DONE).as("done all the same").hasValue(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /thing HTTP/1.1|Host: 127.0.0.1:PORT||",
                "POST /thing HTTP/1.1|Host: localhost:PORT|Content-Length: 0||",
                "POST /thing HTTP/1.1|Host: LocalHost.:PORT|Origin: http://localhost:PORT|Sec-Fetch-Site: same-origin||",
                "POST /thing HTTP/1.1|Host: [::1]:PORT|Sec-Fetch-Site: none||",
                "POST /thing HTTP/1.1|Host: 127.0.0.1:PORT|Content-Type: application/json;charset=UTF-8|Content-Length: 2||{}",
                "POST /thing HTTP/1.1|Host: 127.0.0.1:PORT|Content-Type: Application/JSON|Transfer-Encoding: chunked||2|{}|0||"
            })
    void whatAProgramSendsIsAnswered(String request) throws IOException {
        int before = DONE.get();

        assertThat(RawHttp.send(
                                edge.port(),
                                request.replace("PORT", String.valueOf(edge.port()))
                                        .replace("|", "\r\n"))
                        .status())
                .isEqualTo(200);
        assertThat(DONE).hasValue(before + 1);
    }
}
