package dev.weir.simulator.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.simulator.json.Json;
import dev.weir.simulator.json.MalformedJson;
import dev.weir.simulator.lane.Lane;
import dev.weir.simulator.wire.HttpAnswer;
import dev.weir.simulator.world.User;
import dev.weir.simulator.world.World;

/** The application, the bot's account, other people. */
final class AccountResource {

    private final Lane lane;
    private final World world;

    AccountResource(Lane lane, World world) {
        this.lane = lane;
        this.world = world;
    }

    HttpAnswer application(Request request) {
        User bot = world.bot();
        ObjectNode body = Json.object()
                .put("id", Long.toString(bot.id()))
                .put("name", bot.globalName())
                .putNull("icon")
                .put("description", "The bot of a simulated Discord.")
                .putNull("type")
                .put("bot_public", true)
                .put("bot_require_code_grant", false)
                .put("verify_key", "0".repeat(64))
                .put("flags", 565_248)
                .put("flags_new", "565248")
                .putNull("interactions_endpoint_url")
                .putNull("role_connections_verification_url")
                .put("approximate_guild_count", world.guildCount())
                .put("approximate_user_install_count", 0)
                .put("approximate_user_authorization_count", 0)
                .put("explicit_content_filter", 0)
                .putNull("team");
        body.putArray("redirect_uris");
        body.putArray("eligible_oauth2_scopes");
        body.set("owner", world.owner().json());
        body.set("bot", bot.json());
        return HttpAnswer.json(200, body);
    }

    HttpAnswer me(Request request) {
        return HttpAnswer.json(
                200,
                world.bot()
                        .json()
                        .put("mfa_enabled", true)
                        .put("locale", "en-US")
                        .put("verified", true)
                        .putNull("email"));
    }

    HttpAnswer user(Request request) {
        User user = world.user(request.id(0));
        return user == null ? DiscordError.UNKNOWN_USER.answer() : HttpAnswer.json(200, user.json());
    }

    HttpAnswer openDirect(Request request) throws MalformedJson {
        User user = world.user(request.body().path("recipient_id").asLong());
        return user == null || user.bot()
                ? DiscordError.UNKNOWN_USER.answer()
                : HttpAnswer.json(200, world.direct(user, lane.millis()).json());
    }
}
