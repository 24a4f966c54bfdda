package dev.weir.worker.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.weir.discord.BotToken;
import dev.weir.worker.shard.RestRefused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.javacord.api.Javacord;
import org.jspecify.annotations.Nullable;

/** Discord's addresses and the HTTP client that reaches them. */
final class Discord {
    static final String HOST = "discord.com";
    static final String API = "https://" + HOST + "/api/v10";

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final JsonMapper JSON = new JsonMapper();

    private Discord() {}

    /** A client that keeps Discord's limits, and reaches Discord through the proxy when there is one. */
    static OkHttpClient client(GatewaySettings settings, RestLimits limits) {
        OkHttpClient.Builder client = new OkHttpClient.Builder()
                .connectTimeout(CONNECT)
                .readTimeout(ANSWER)
                .writeTimeout(ANSWER)
                .sslSocketFactory(settings.trust().sockets(), settings.trust().manager())
                .addInterceptor(chain -> chain.proceed(chain.request()
                        .newBuilder()
                        .header("User-Agent", Javacord.USER_AGENT)
                        .build()))
                .addInterceptor(new BoundedAnswers())
                .addInterceptor(limits);
        InetSocketAddress proxy = settings.proxy();
        return (proxy == null ? client : client.proxySelector(new OnlyDiscord(proxy))).build();
    }

    static Request.Builder request(String path) {
        HttpUrl url = HttpUrl.parse(API + path);
        if (url == null || !url.host().equals(HOST)) {
            throw new IllegalArgumentException("no path below /api/v10: " + path);
        }
        return new Request.Builder().url(url);
    }

    static Request.Builder authorized(Request.Builder request, BotToken token) {
        return request.header("Authorization", "Bot " + token.reveal());
    }

    /**
     * Sends a request and waits for its answer.
     *
     * @throws RestRefused when Discord says no
     */
    static JsonNode call(OkHttpClient client, Request request) throws IOException {
        try (Response answer = client.newCall(request).execute()) {
            ResponseBody body = answer.body();
            String text = body == null ? "" : body.string();
            JsonNode json = parse(text);
            if (!answer.isSuccessful()) {
                throw new RestRefused(answer.code(), refusal(request, answer, json));
            }
            return json;
        }
    }

    private static JsonNode parse(String text) {
        try {
            return text.isBlank() ? JSON.nullNode() : JSON.readTree(text);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            return JSON.nullNode();
        }
    }

    private static String refusal(Request request, Response answer, JsonNode json) {
        String said = json.path("message").asText("");
        String code = json.path("code").asText("");
        // The path of an interaction or webhook holds its token.
        Route route = Route.of(request.method(), request.url().encodedPath());
        String where = route.global()
                ? request.method() + " " + request.url().encodedPath()
                : request.method() + " of an interaction or webhook";
        return answer.code() + (said.isEmpty() ? "" : " " + said) + (code.isEmpty() ? "" : " (" + code + ")") + ": "
                + where;
    }

    /** Sends Discord's host through a proxy and everything else directly. */
    private static final class OnlyDiscord extends ProxySelector {
        private final Proxy proxy;

        OnlyDiscord(InetSocketAddress address) {
            proxy = new Proxy(Proxy.Type.HTTP, address);
        }

        @Override
        public List<Proxy> select(URI uri) {
            return List.of(HOST.equals(uri.getHost()) ? proxy : Proxy.NO_PROXY);
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, @Nullable IOException failure) {
            // The call itself reports it.
        }
    }

    /** As {@link #call}, where only unchecked exceptions pass. */
    static JsonNode callUnchecked(OkHttpClient client, Request request) {
        try {
            return call(client, request);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
