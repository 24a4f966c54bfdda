package dev.weir.simulator.load;

import dev.weir.simulator.gateway.Dispatch;
import dev.weir.simulator.gateway.Gateway;
import dev.weir.simulator.gateway.Torrent;
import dev.weir.simulator.json.Json;
import dev.weir.simulator.lane.Lane;
import dev.weir.simulator.referee.Referee;
import dev.weir.simulator.world.Channel;
import dev.weir.simulator.world.Guild;
import dev.weir.simulator.world.Message;
import dev.weir.simulator.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Messages to one shard as fast as its sockets take them. They are not kept in the channels' histories.
 *
 * <p>Owned by the lane.
 */
public final class Burst {

    public static final int MAX_MESSAGES = 10_000_000;
    public static final int MAX_CHANNELS = 10_000;

    private static final int CHUNK = 256;

    private final Lane lane;
    private final Referee referee;
    private final Torrent torrent;
    private final World world;
    private final int shard;
    private final int messages;
    private final List<BurstTemplate> templates;
    private final long startNanos;
    private final CompletableFuture<BurstReport> done = new CompletableFuture<>();
    private int poured;

    private Burst(
            Lane lane,
            Referee referee,
            Torrent torrent,
            World world,
            int shard,
            int messages,
            List<BurstTemplate> templates) {
        this.lane = lane;
        this.referee = referee;
        this.torrent = torrent;
        this.world = world;
        this.shard = shard;
        this.messages = messages;
        this.templates = templates;
        this.startNanos = lane.nanos();
    }

    /** Completes when all is in the sockets. {@code channels}: at most as many as the shard has. */
    public static CompletableFuture<BurstReport> start(
            Lane lane,
            Referee referee,
            Gateway gateway,
            World world,
            int shard,
            int shards,
            int messages,
            int channels) {
        List<BurstTemplate> templates = new ArrayList<>();
        // One channel of each guild first, then the second of each: a burst is spread as widely as it can be.
        List<Guild> guilds = world.guildsOf(shard, shards);
        int most =
                guilds.stream().mapToInt(guild -> guild.channels().size()).max().orElse(0);
        for (int position = 0; position < most; position++) {
            for (Guild guild : guilds) {
                if (templates.size() < channels && position < guild.channels().size()) {
                    templates.add(template(lane, world, guild, guild.channels().get(position)));
                }
            }
        }
        Burst burst = new Burst(
                lane, referee, gateway.torrent(shard), world, shard, templates.isEmpty() ? 0 : messages, templates);
        burst.pour();
        return burst.done;
    }

    private static BurstTemplate template(Lane lane, World world, Guild guild, Channel channel) {
        Message sample = world.sample(channel, guild.person(0), lane.millis());
        return new BurstTemplate(channel, guild, sample.event(world.bot().id()));
    }

    private void pour() {
        if (torrent.waitUntilWritable(this::pour)) {
            return;
        }
        List<Dispatch> batch = new ArrayList<>(CHUNK);
        long millis = lane.millis();
        for (int i = 0; i < CHUNK && poured < messages; i++) {
            BurstTemplate template = templates.get(poured++ % templates.size());
            long id = world.nextId(millis);
            template.channel().messages().passed(id);
            batch.add(Dispatch.ofBytes("MESSAGE_CREATE", template.channel().guildId(), template.next(id)));
        }
        torrent.pour(batch);
        if (poured < messages) {
            lane.execute(this::pour);
        } else {
            torrent.afterSent(this::report);
        }
    }

    private void report() {
        double millis = (lane.nanos() - startNanos) / 1e6;
        BurstReport report = new BurstReport(
                shard,
                messages,
                torrent.sessions(),
                torrent.sent(),
                templates.stream().map(template -> template.channel().id()).toList(),
                millis,
                millis == 0 ? 0 : torrent.sent() * 1e3 / millis);
        referee.load(Json.object()
                .put("load", "burst")
                .put("shard", shard)
                .put("messages", messages)
                .put("sent", report.sent())
                .put("millis", millis));
        done.complete(report);
    }
}
