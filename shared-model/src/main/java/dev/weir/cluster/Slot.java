package dev.weir.cluster;

/**
 * The last turn of one identify bucket: one shard may send one IDENTIFY.
 *
 * @param shard who got it
 * @param count how many shards the bot is split into
 * @param number grows within a bucket, and is above every number that a worker reported as used
 * @param token token of the shard's assignment: whoever has another one can not take it
 * @param taken whether the worker took it. From then on nobody knows whether the IDENTIFY was sent, until the worker reports it
 */
public record Slot(int shard, int count, long number, long token, boolean taken) {

    Slot asTaken() {
        return new Slot(shard, count, number, token, true);
    }
}
