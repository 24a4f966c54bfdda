package dev.weir.benchmark.admission;

import java.util.List;
import redis.clients.jedis.Jedis;

/** A permit by one call to Redis: a counter with its limit in a script, on a server with a process of its own. */
final class RedisPermits implements AutoCloseable {
    static final String SERVER = "redis-server";

    private static final String TAKE = """
            local used = tonumber(redis.call('GET', KEYS[1]) or '0')
            if used >= tonumber(ARGV[1]) then return 0 end
            redis.call('INCR', KEYS[1])
            return 1
            """;
    private static final String KEY = "collectors";

    private final Child server;
    private final Jedis redis;
    private final String script;
    private final String most;

    RedisPermits(long most) {
        int port = Child.freePort();
        server = Child.start(
                List.of(
                        SERVER,
                        "--port",
                        String.valueOf(port),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--appendonly",
                        "no"),
                "Ready to accept connections");
        redis = new Jedis("127.0.0.1", port);
        script = redis.scriptLoad(TAKE);
        this.most = String.valueOf(most);
    }

    boolean take() {
        return Long.valueOf(1).equals(redis.evalsha(script, 1, KEY, most));
    }

    void give() {
        redis.decr(KEY);
    }

    @Override
    public void close() {
        redis.close();
        server.close();
    }
}
