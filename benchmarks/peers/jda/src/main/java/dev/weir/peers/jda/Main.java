package dev.weir.peers.jda;

import dev.weir.peers.Bench;
import java.util.Map;

/** JDA's process: {@code --task e2e} is a whole client, everything else is timed without a network. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        Map<String, String> options = Bench.options(args);
        if ("e2e".equals(options.get("task"))) {
            Client.run(options);
        } else {
            Bench.main(args, new JdaPeer());
        }
    }
}
