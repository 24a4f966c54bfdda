package dev.weir.simulator.load;

import java.util.List;

/**
 * What a burst did.
 *
 * @param sent frames written to sockets, over all sessions of the shard
 * @param channels ids of the channels, each with messages {@code burst 0000000001} upwards
 * @param perSecond frames per second, until the last was in the socket
 */
public record BurstReport(
        int shard, int messages, int sessions, long sent, List<Long> channels, double millis, double perSecond) {
    public BurstReport {
        channels = List.copyOf(channels);
    }
}
