package dev.weir.worker.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RouteTest {

    @Test
    void onlyTheFirstIdOfAChannelGuildOrWebhookMakesADifference() {
        assertThat(key("PATCH", "/api/v10/channels/1111111111111111111/messages/1222222222222222222"))
                .isEqualTo("PATCH/channels/1111111111111111111/messages/*");
        assertThat(key("GET", "/api/v10/guilds/1111111111111111111/members/1222222222222222222"))
                .isEqualTo("GET/guilds/1111111111111111111/members/*");
        assertThat(key("GET", "/api/v10/users/1222222222222222222")).isEqualTo("GET/users/*");
    }

    @Test
    void emojisShareTheLimitOfReactions() {
        assertThat(
                        key(
                                "PUT",
                                "/api/v10/channels/1111111111111111111/messages/1222222222222222222/reactions/%F0%9F%91%8D/@me"))
                .isEqualTo("PUT/channels/1111111111111111111/messages/*/reactions");
    }

    @Test
    void interactionsDoNotWaitForEachOtherNorForTheGlobalLimit() {
        Route one = Route.of("POST", "/api/v10/interactions/1111111111111111111/aToken/callback");
        Route other = Route.of("POST", "/api/v10/interactions/1222222222222222222/aToken/callback");

        assertThat(one.global()).isFalse();
        assertThat(one.key()).isNotEqualTo(other.key());
    }

    private static String key(String method, String path) {
        return Route.of(method, path).key();
    }
}
