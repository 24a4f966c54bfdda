package dev.weir.benchmark.peers;

import dev.weir.peers.Bench;
import java.util.Map;

/** Weir's process: {@code --task e2e} is a worker's connections and lanes, everything else is timed without a network. */
public final class WeirMain {
    private WeirMain() {}

    public static void main(String[] args) throws Exception {
        Map<String, String> options = Bench.options(args);
        if ("e2e".equals(options.get("task"))) {
            WeirClient.run(options);
        } else {
            Bench.main(args, new WeirPeer());
        }
    }
}
