package dev.weir.cluster;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Why a worker is not connected to any coordinator, in words for people: Hazelcast tells only that it is not. Looked at every two
 * seconds while it is so.
 */
final class Obstacles implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final Duration CONNECT = Duration.ofSeconds(1);

    private final ClientSettings settings;
    private final BooleanSupplier connected;
    private final Thread looking;
    private volatile List<String> all = List.of();

    Obstacles(ClientSettings settings, BooleanSupplier connected) {
        this.settings = settings;
        this.connected = connected;
        this.looking = Thread.ofPlatform()
                .daemon()
                .name(settings.name() + "-obstacles")
                .unstarted(this::lookAgainAndAgain);
    }

    void start() {
        looking.start();
    }

    List<String> all() {
        return connected.getAsBoolean() ? List.of() : all;
    }

    String inBrackets() {
        List<String> now = all();
        return now.isEmpty() ? "" : " (" + String.join("; ", now) + ")";
    }

    private void lookAgainAndAgain() {
        while (!Thread.currentThread().isInterrupted()) {
            // The first time, too: as a rule a coordinator is connected long before.
            LockSupport.parkNanos(EVERY.toNanos());
            all = connected.getAsBoolean() ? List.of() : look();
        }
    }

    private List<String> look() {
        return settings.coordinators().stream()
                .map(at -> Reach.of(at, CONNECT))
                .map(this::text)
                .toList();
    }

    private String text(Reach reach) {
        return switch (reach) {
            case Reach.Listening(HostPort at) ->
                "a process listens at " + at + ", but lets no worker of cluster.name '" + settings.cluster() + "' in";
            case Reach.UnknownHost unknown -> unknown.text();
            case Reach.Closed closed -> closed.text();
            case Reach.Silent silent -> silent.text();
        };
    }

    @Override
    public void close() {
        looking.interrupt();
    }
}
