package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorConfig;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.JDABuilder;
import net.dv8tion.jda.api.events.message.MessageReceivedEvent;
import net.dv8tion.jda.api.hooks.ListenerAdapter;
import net.dv8tion.jda.api.requests.GatewayIntent;
import net.dv8tion.jda.api.requests.RestConfig;
import net.dv8tion.jda.api.utils.Compression;
import net.dv8tion.jda.api.utils.ConcurrentSessionController;
import org.junit.jupiter.api.Test;

/** The simulated Discord is strict enough, and complete enough, for a library that knows nothing of Weir. */
final class JdaLoginTest {
    private static final String TOKEN = "a-token-of-this-test-only";

    @Test
    void jdaLogsInHearsAMessageAndAnswersIt() throws Exception {
        try (Simulator simulator =
                Simulator.start(SimulatorConfig.defaults(TOKEN).withShards(1).withGuilds(3))) {
            BlockingQueue<String> heard = new LinkedBlockingQueue<>();
            JDA jda = JDABuilder.createLight(TOKEN, GatewayIntent.GUILD_MESSAGES, GatewayIntent.MESSAGE_CONTENT)
                    .setRestConfig(new RestConfig().setBaseUrl(simulator.restUri() + "/v10/"))
                    .setSessionController(new Loopback(simulator.gatewayUri().toString()))
                    .setCompression(Compression.NONE)
                    .addEventListeners(new Echo(heard))
                    .build();
            try {
                jda.awaitReady();
                assertThat(jda.getGuilds()).hasSize(3);

                String channel =
                        simulator.world().guilds().getFirst().channels().getFirst();
                simulator.message(Long.parseLong(channel), null, "hello from a person");

                assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("hello from a person");
                assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("echo of hello from a person");
                assertThat(simulator.referee().effects()).isEqualTo(1);
            } finally {
                jda.shutdownNow();
                assertThat(jda.awaitShutdown(10, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    /** JDA takes the gateway's address from here only. */
    private static final class Loopback extends ConcurrentSessionController {
        private final String gateway;

        Loopback(String gateway) {
            this.gateway = gateway;
        }

        @Override
        public String getGateway() {
            return gateway;
        }
    }

    private static final class Echo extends ListenerAdapter {
        private final BlockingQueue<String> heard;

        Echo(BlockingQueue<String> heard) {
            this.heard = heard;
        }

        @Override
        public void onMessageReceived(MessageReceivedEvent event) {
            String content = event.getMessage().getContentRaw();
            heard.add(content);
            if (!event.getAuthor().isBot()) {
                event.getMessage().reply("echo of " + content).queue();
            }
        }
    }
}
