package dev.weir.simulator;

import dev.weir.simulator.control.BadField;
import dev.weir.simulator.control.OtherBots;
import dev.weir.simulator.fault.FaultBoard;
import dev.weir.simulator.gateway.Announcer;
import dev.weir.simulator.gateway.Credentials;
import dev.weir.simulator.gateway.Gateway;
import dev.weir.simulator.gateway.GatewayRules;
import dev.weir.simulator.lane.Lane;
import dev.weir.simulator.limit.IdentifyLedger;
import dev.weir.simulator.referee.Referee;
import dev.weir.simulator.rest.RestApi;
import dev.weir.simulator.rest.RestRoutes;
import dev.weir.simulator.rest.RestRules;
import dev.weir.simulator.wire.HttpCall;
import dev.weir.simulator.world.Commands;
import dev.weir.simulator.world.Interactions;
import dev.weir.simulator.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bots beside the first one: each with a token, an application, guilds, sessions and limits of its own.
 *
 * <p>Not thread-safe: owned by the lane.
 */
final class SimulatedBots implements OtherBots {
    private static final int MOST = 100;
    private static final int LOG_ENTRIES = 1_000;

    private final SimulatorConfig config;
    private final Lane lane;
    private final FaultBoard faults;
    private final GatewayRules rules;
    private final List<Bot> bots = new ArrayList<>();
    private String gatewayUrl = "";
    private String resumeUrl = "";

    private record Bot(World world, IdentifyLedger ledger, Gateway gateway, RestApi rest) {}

    SimulatedBots(SimulatorConfig config, Lane lane, FaultBoard faults, GatewayRules rules) {
        this.config = config;
        this.lane = lane;
        this.faults = faults;
        this.rules = rules;
    }

    void listenOn(String gateway, String resume) {
        gatewayUrl = gateway;
        resumeUrl = resume;
    }

    @Nullable
    Gateway gatewayOf(String token) {
        for (Bot bot : bots) {
            if (bot.gateway.accepts(token)) {
                return bot.gateway;
            }
        }
        return null;
    }

    /** Who answers a call: the bot that it carries the token of, or the first one. */
    RestApi restFor(HttpCall call, RestApi first) {
        for (Bot bot : bots) {
            if (bot.rest.isFor(call)) {
                return bot.rest;
            }
        }
        return first;
    }

    @Override
    public long add(String token, int guilds, int privilegedIntents) throws BadField {
        if (token.isBlank() || gatewayOf(token) != null || bots.size() == MOST) {
            throw new BadField("token", "(not shown)", "the token of no bot yet, of " + MOST + " bots at most");
        }
        World world = new World(new World.Plan(
                config.shards(),
                guilds,
                config.channels(),
                config.users(),
                config.history(),
                config.seed() + bots.size() + 1));
        Credentials credentials = new Credentials(token);
        Referee referee = new Referee(lane, LOG_ENTRIES, null);
        IdentifyLedger ledger = new IdentifyLedger(
                config.maxConcurrency(), config.identifyInterval(), config.dailyIdentifies(), lane.nanos());
        Gateway gateway = new Gateway(
                lane, world, referee, faults, ledger, credentials, rules.withAllowedPrivileged(privilegedIntents));
        gateway.resumeAt(resumeUrl);
        RestApi rest = RestRoutes.api(
                lane,
                world,
                new Interactions(config.answerWithin(), config.tokenValid()),
                new Commands(),
                new Announcer(gateway, world),
                referee,
                faults,
                credentials,
                ledger,
                new RestRules(config.restCallsPerSecond(), config.invalidRequestBound(), Duration.ofMinutes(10)),
                config::shards,
                () -> gatewayUrl);
        bots.add(new Bot(world, ledger, gateway, rest));
        return world.bot().id();
    }

    @Override
    public List<BotView> all() {
        return bots.stream()
                .map(bot -> new BotView(
                        Long.toString(bot.world.bot().id()),
                        bot.world.guildCount(),
                        bot.ledger.total() - bot.ledger.remaining(lane.nanos()),
                        bot.gateway.sessionsPerShard()))
                .toList();
    }
}
