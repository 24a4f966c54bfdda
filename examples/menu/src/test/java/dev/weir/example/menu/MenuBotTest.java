package dev.weir.example.menu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.example.stage.Stage;
import dev.weir.worker.bot.Bot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The menu on the simulated Discord, which refuses answers after 3 s with 404 and second ones with 400. */
@Timeout(60)
final class MenuBotTest {
    private Stage stage;

    @BeforeEach
    void start() throws Exception {
        stage = Stage.of(new MenuBot(Duration.ofSeconds(2)));
    }

    @AfterEach
    void everyInteractionWasAnsweredOnceAndInTime() {
        assertThat(stage.discord().referee().secondEffects()).isZero();
        assertThat(stage.discord().referee().restCallsByStatus()).doesNotContainKeys(400, 403, 404);
        stage.close();
    }

    @Test
    void theWorkerFindsIt() {
        assertThat(ServiceLoader.load(Bot.class)).hasExactlyElementsOfTypes(MenuBot.class);
    }

    @Test
    void aChoiceIsShownOnTheMenu() {
        open();
        stage.discord().use(stage.channel(), stage.person(0), Card.DISH, List.of("pie"));

        await().until(() -> shows("One pie, then. Anything else?"));
        assertThat(stage.discord().referee().effects()).isEqualTo(2);
    }

    @Test
    void othersAreToldThatItIsNotTheirs() {
        open();
        stage.discord().use(stage.channel(), stage.person(1), Card.DISH, List.of("pie"));

        await().until(() -> shows("This is somebody else's menu. Use /menu for your own."));
        assertThat(shows("One pie, then. Anything else?")).isFalse();
    }

    @Test
    void whatIsTypedIsAnsweredOnceThoughTheModalWasOpenedTwice() {
        open();
        stage.discord().use(stage.channel(), stage.person(0), Card.WISH, List.of());
        await().until(() -> stage.discord().referee().effects() == 2);
        stage.discord().use(stage.channel(), stage.person(0), Card.WISH, List.of());
        await().until(() -> stage.discord().referee().effects() == 3);
        await().until(() -> stage.stats().ended().getOrDefault("superseded", 0L) == 1);
        stage.discord().submit(stage.channel(), stage.person(0), Card.FORM, Map.of(Card.TEXT, "dumplings"));

        await().until(() -> shows("We will see about dumplings."));
        assertThat(stage.discord().referee().effects()).isEqualTo(4);
    }

    @Test
    void aMenuThatNobodyUsesIsClosedAndALaterClickIsToldSo() {
        open();
        await().until(() ->
                menu().filter(menu -> menu.findValues("disabled").size() == 2).isPresent());
        stage.discord().use(stage.channel(), stage.person(0), Card.DISH, List.of("pie"));

        await().until(() -> shows("This menu is closed. Use /menu for a new one."));
    }

    /** Somebody uses the command, once it is there. */
    private void open() {
        await().ignoreExceptionsInstanceOf(IllegalArgumentException.class)
                .until(() -> stage.discord().command(stage.channel(), stage.person(0), "menu") != 0);
        await().until(() -> menu().isPresent());
    }

    private Optional<JsonNode> menu() {
        return stage.messages().stream()
                .filter(each -> !each.path("components").isEmpty())
                .findFirst();
    }

    private boolean shows(String content) {
        return stage.messages().stream()
                .anyMatch(each -> each.path("content").asText().equals(content));
    }
}
