package dev.weir.worker.gateway;

import dev.weir.model.BotProof;
import dev.weir.model.Trouble;
import dev.weir.worker.shard.CloseCode;
import dev.weir.worker.shard.RestRefused;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Tries the bot of this worker without a shard: whose token it has, where the gateway is, and whether that says HELLO.
 *
 * <p>Costs no IDENTIFY.
 */
public final class BotTrial {
    static final Duration HELLO = Duration.ofSeconds(10);

    private final JavacordGateway gateway;
    private final Duration hello;

    /**
     * Tries nothing yet.
     *
     * @param hello how long to wait for HELLO
     */
    BotTrial(JavacordGateway gateway, Duration hello) {
        this.gateway = gateway;
        this.hello = hello;
    }

    /** Tries once; blocks for some seconds, half a minute at most. */
    public BotProof attempt() throws InterruptedException {
        long application;
        try {
            application = gateway.askApplication().path("id").asLong();
        } catch (RestRefused refused) {
            return refused.status() == 401
                    ? trouble(
                            0,
                            Trouble.TOKEN,
                            "Discord refuses the token (401): expected the bot's token in discord.token-file or"
                                    + " WEIR_DISCORD_TOKEN")
                    : unreachable(0, "Discord answers " + refused.getMessage());
        } catch (IOException failed) {
            return unreachable(0, "Discord's REST cannot be reached: " + said(failed));
        }
        if (application == 0) {
            return unreachable(0, "Discord's /oauth2/applications/@me names no application");
        }
        try {
            return hello(gateway.findAddress(), application);
        } catch (IOException | RestRefused | IllegalArgumentException failed) {
            return unreachable(application, "Discord's gateway cannot be reached: " + said(failed));
        }
    }

    private BotProof hello(String address, long application) throws IOException, InterruptedException {
        Greeting greeting = new Greeting();
        Link link = Link.open(address, gateway.trust(), gateway.clock(), greeting);
        boolean came = greeting.over.await(hello.toMillis(), TimeUnit.MILLISECONDS) && greeting.hello;
        link.end(new CloseCode(1000, false, ""));
        link.settle(ShardConnection.SETTLE);
        return came
                ? BotProof.good(application, gateway.intents())
                : unreachable(
                        application,
                        "Discord's gateway accepts the connection and says no HELLO within " + hello.toMillis()
                                + " ms");
    }

    private BotProof unreachable(long application, String detail) {
        return trouble(application, Trouble.UNREACHABLE, detail);
    }

    private BotProof trouble(long application, Trouble trouble, String detail) {
        return new BotProof(application, gateway.intents(), trouble, detail);
    }

    private static String said(Exception failed) {
        String message = failed.getMessage();
        return failed.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }

    /** Waits for one frame. */
    private static final class Greeting implements Link.Owner {
        private final CountDownLatch over = new CountDownLatch(1);
        private final FrameReader reader = new FrameReader();
        private volatile boolean hello;

        @Override
        public void frame(Link link, byte[] frame, long receivedNanos) {
            try {
                reader.read(frame);
                hello |= reader.op() == 10;
            } catch (IOException noJson) {
                // Whatever it was, it was no HELLO.
            }
            over.countDown();
        }

        @Override
        public void ended(Link link, CloseCode code) {
            over.countDown();
        }
    }
}
