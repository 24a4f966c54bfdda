package dev.weir.peers.jda;

import dev.weir.peers.EndToEnd;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.JDAInfo;
import net.dv8tion.jda.api.events.message.MessageReceivedEvent;
import net.dv8tion.jda.api.hooks.ListenerAdapter;
import net.dv8tion.jda.api.requests.GatewayIntent;
import net.dv8tion.jda.api.requests.RestConfig;
import net.dv8tion.jda.api.sharding.DefaultShardManagerBuilder;
import net.dv8tion.jda.api.utils.Compression;
import net.dv8tion.jda.api.utils.ConcurrentSessionController;
import net.dv8tion.jda.api.utils.cache.CacheFlag;

/** A bot of JDA that counts messages: light, as its documentation advises a bot that needs no members. */
final class Client {
    private Client() {}

    static void run(Map<String, String> options) throws IOException, InterruptedException {
        EndToEnd endToEnd = new EndToEnd();
        String base = "http://127.0.0.1:" + options.get("port");
        int shards = Integer.parseInt(Objects.requireNonNull(options.get("shards")));
        ConcurrentSessionController sessions = new ConcurrentSessionController() {
            @Override
            public String getGateway() {
                return Objects.requireNonNull(options.get("gateway"));
            }
        };
        sessions.setConcurrency(shards);
        var builder = DefaultShardManagerBuilder.createLight(
                        Objects.requireNonNull(System.getenv("WEIR_DISCORD_TOKEN")),
                        GatewayIntent.GUILD_MESSAGES,
                        GatewayIntent.MESSAGE_CONTENT)
                .disableCache(CacheFlag.getPrivileged())
                .setShardsTotal(shards)
                .setUseShutdownNow(true)
                .setRestConfigProvider(_ -> new RestConfig().setBaseUrl(base + "/api/v10/"))
                // The simulated Discord speaks plain text with everybody.
                .setCompression(Compression.NONE)
                .setSessionController(sessions)
                .addEventListeners(new ListenerAdapter() {
                    @Override
                    public void onMessageReceived(MessageReceivedEvent event) {
                        endToEnd.received(event.getMessage().getContentRaw());
                    }
                });
        var manager = builder.build();
        for (JDA jda : manager.getShards()) {
            jda.awaitReady();
        }
        endToEnd.serve(JDAInfo.VERSION);
    }
}
