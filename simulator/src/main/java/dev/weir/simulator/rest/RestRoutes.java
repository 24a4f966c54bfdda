package dev.weir.simulator.rest;

import dev.weir.simulator.fault.FaultBoard;
import dev.weir.simulator.gateway.Announcer;
import dev.weir.simulator.gateway.Credentials;
import dev.weir.simulator.lane.Lane;
import dev.weir.simulator.limit.IdentifyLedger;
import dev.weir.simulator.referee.Referee;
import dev.weir.simulator.world.Commands;
import dev.weir.simulator.world.Interactions;
import dev.weir.simulator.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** The table of all routes: who may call, how often, and who answers. */
public final class RestRoutes {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);

    private final List<Route> routes = new ArrayList<>();

    private RestRoutes() {}

    /** Wires all resources; {@code gatewayUrl} is asked for only once the port is open. */
    public static RestApi api(
            Lane lane,
            World world,
            Interactions interactions,
            Commands commands,
            Announcer announcer,
            Referee referee,
            FaultBoard faults,
            Credentials credentials,
            IdentifyLedger ledger,
            RestRules rules,
            IntSupplier shards,
            Supplier<String> gatewayUrl) {
        RestRoutes table = new RestRoutes();
        table.account(new GatewayResource(lane, ledger, shards, gatewayUrl), new AccountResource(lane, world));
        table.places(new GuildResource(world), new ChannelResource(world, announcer));
        table.messages(new MessageResource(lane, world, announcer, referee), new ReactionResource(world, announcer));
        table.interactions(new InteractionResource(lane, world, interactions, announcer, referee));
        table.commands(new CommandResource(lane, world, commands));
        return new RestApi(lane, referee, faults, credentials, rules, List.copyOf(table.routes));
    }

    private void account(GatewayResource gateway, AccountResource account) {
        open("GET", "/gateway", 100, SECOND, gateway::plain);
        bot("GET", "/gateway/bot", 2, FIVE_SECONDS, gateway::bot);
        bot("GET", "/oauth2/applications/@me", 100, SECOND, account::application);
        bot("GET", "/applications/@me", 100, SECOND, account::application);
        bot("GET", "/users/@me", 30, FIVE_SECONDS, account::me);
        bot("GET", "/users/{user_id}", 30, FIVE_SECONDS, account::user);
        bot("POST", "/users/@me/channels", 10, FIVE_SECONDS, account::openDirect);
    }

    private void places(GuildResource guilds, ChannelResource channels) {
        bot("GET", "/guilds/{guild_id}", 10, FIVE_SECONDS, guilds::get);
        bot("GET", "/guilds/{guild_id}/channels", 10, FIVE_SECONDS, guilds::channels);
        bot("GET", "/guilds/{guild_id}/members/{user_id}", 10, FIVE_SECONDS, guilds::member);
        bot("GET", "/channels/{channel_id}", 10, FIVE_SECONDS, channels::get);
        bot("DELETE", "/channels/{channel_id}", 10, FIVE_SECONDS, channels::delete);
    }

    private void messages(MessageResource messages, ReactionResource reactions) {
        String one = "/channels/{channel_id}/messages/{message_id}";
        bot("POST", "/channels/{channel_id}/messages", 5, FIVE_SECONDS, messages::create);
        bot("GET", "/channels/{channel_id}/messages", 5, FIVE_SECONDS, messages::list);
        bot("POST", "/channels/{channel_id}/messages/bulk-delete", 1, SECOND, messages::bulkDelete);
        bot("GET", one, 5, FIVE_SECONDS, messages::get);
        bot("PATCH", one, 5, FIVE_SECONDS, messages::edit);
        bot("DELETE", one, 5, SECOND, messages::delete);
        bot("PUT", one + "/reactions/{emoji}/@me", 4, SECOND, reactions::add);
        bot("DELETE", one + "/reactions/{emoji}/@me", 4, SECOND, reactions::removeOwn);
        bot("DELETE", one + "/reactions/{emoji}/{user_id}", 4, SECOND, reactions::removeOther);
        bot("GET", one + "/reactions/{emoji}", 4, SECOND, reactions::list);
        bot("DELETE", one + "/reactions/{emoji}", 4, SECOND, reactions::clearEmoji);
        bot("DELETE", one + "/reactions", 4, SECOND, reactions::clear);
    }

    private void interactions(InteractionResource interactions) {
        String webhook = "/webhooks/{application_id}/{token}";
        interaction("POST", "/interactions/{interaction_id}/{token}/callback", interactions::callback);
        interaction("POST", webhook, interactions::followUp);
        interaction("GET", webhook + "/messages/{message_id}", interactions::get);
        interaction("PATCH", webhook + "/messages/{message_id}", interactions::edit);
        interaction("DELETE", webhook + "/messages/{message_id}", interactions::delete);
    }

    private void commands(CommandResource commands) {
        bot("GET", "/applications/{application_id}/commands", 5, FIVE_SECONDS, commands::list);
        bot("PUT", "/applications/{application_id}/commands", 5, FIVE_SECONDS, commands::replace);
        bot("POST", "/applications/{application_id}/commands", 5, FIVE_SECONDS, commands::put);
        String guild = "/applications/{application_id}/guilds/{guild_id}/commands";
        bot("GET", guild, 5, FIVE_SECONDS, commands::list);
        bot("PUT", guild, 5, FIVE_SECONDS, commands::replace);
        bot("POST", guild, 5, FIVE_SECONDS, commands::put);
    }

    private void open(String method, String template, int calls, Duration per, Route.Handler handler) {
        routes.add(Route.of(method, template, Route.Access.OPEN, calls, per, handler));
    }

    private void bot(String method, String template, int calls, Duration per, Route.Handler handler) {
        routes.add(Route.of(method, template, Route.Access.BOT, calls, per, handler));
    }

    /** The bucket is one interaction or one application: 5 calls in 2 seconds for the token is what Discord allows. */
    private void interaction(String method, String template, Route.Handler handler) {
        routes.add(Route.of(method, template, Route.Access.INTERACTION, 5, Duration.ofSeconds(2), handler));
    }
}
