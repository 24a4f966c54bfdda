package dev.weir.peers.discord4j;

import dev.weir.peers.Bench;

/** Discord4J's process. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Bench.main(args, new Discord4jPeer());
    }
}
