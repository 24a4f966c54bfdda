package dev.weir.worker.gateway;

import dev.weir.worker.event.EventType;
import dev.weir.worker.event.GatewayEvent;
import dev.weir.worker.shard.CloseCode;
import dev.weir.worker.shard.GatewayListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a connection tells, and that it tells it one at a time. Thread-safe. */
final class Heard implements GatewayListener {
    private final List<String> story = new ArrayList<>();
    private final List<GatewayEvent> events = new ArrayList<>();
    private final List<CloseCode> lost = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();
    private int heartbeats;

    @Override
    public synchronized void event(GatewayEvent event) {
        events.add(event);
    }

    @Override
    public synchronized void identified() {
        story.add("identified");
    }

    @Override
    public synchronized void ready(int guilds) {
        story.add("ready " + guilds);
    }

    @Override
    public synchronized void resumed() {
        story.add("resumed");
    }

    @Override
    public synchronized void disconnected(CloseCode code) {
        story.add("lost " + code.code());
        lost.add(code);
    }

    @Override
    public synchronized void unreachable(String why) {
        reasons.add(why);
    }

    synchronized List<String> reasons() {
        return List.copyOf(reasons);
    }

    @Override
    public synchronized void heartbeat(Duration roundTrip) {
        heartbeats++;
    }

    synchronized List<String> story() {
        return List.copyOf(story);
    }

    synchronized List<CloseCode> lost() {
        return List.copyOf(lost);
    }

    synchronized List<GatewayEvent> events() {
        return List.copyOf(events);
    }

    synchronized List<GatewayEvent> events(EventType type) {
        return events.stream().filter(event -> event.type() == type).toList();
    }

    synchronized int count(EventType type) {
        return (int) events.stream().filter(event -> event.type() == type).count();
    }

    synchronized int heartbeats() {
        return heartbeats;
    }
}
