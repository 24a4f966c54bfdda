package dev.weir.example.menu;

import dev.weir.worker.bot.Bot;
import dev.weir.worker.bot.BotShard;
import dev.weir.worker.bot.CollectorEnded;
import dev.weir.worker.bot.Reply;
import dev.weir.worker.collector.Answering;
import dev.weir.worker.collector.Click;
import dev.weir.worker.collector.Command;
import dev.weir.worker.collector.ModalSubmit;
import dev.weir.worker.event.EventType;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows a menu on {@code /menu}: only who asked for it may choose, what is not on it is typed into a modal, and after a minute
 * without a click it is closed.
 */
public final class MenuBot implements Bot {
    private static final Logger log = LoggerFactory.getLogger(MenuBot.class);
    private static final Duration TO_TYPE = Duration.ofMinutes(2);

    private final Duration idle;

    public MenuBot() {
        this(Duration.ofMinutes(1));
    }

    MenuBot(Duration idle) {
        this.idle = idle;
    }

    @Override
    public void start(BotShard shard) {
        if (shard.id().index() == 0) { // Commands are the application's: one shard puts them.
            shard.events().on("READY", ready -> {
                String application =
                        ready.payload().data().path("application").path("id").asText();
                tellOfFailure(
                        "the command was not put",
                        shard.rest().send("POST", "/applications/" + application + "/commands", Card.command()));
            });
        }
        shard.events().on(EventType.INTERACTION_CREATE, event -> {
            Command command = new Command(event);
            if (command.data().path("type").asInt() == 2 && command.name().equals("menu")) {
                show(shard, command);
            }
        });
    }

    private void show(BotShard shard, Command command) {
        // The collector first, then the menu: nobody can click faster than we listen.
        shard.collectors()
                .components()
                .onAnswerTo(command.key())
                .inChannel(command.channel())
                .where("author == " + command.user())
                .onReject(new Answering.OnReject.Text("This is somebody else's menu. Use /menu for your own."))
                .ack(Answering.Ack.DEFER_UPDATE)
                .onInteraction((click, reply) -> take(shard, click, reply))
                .idle(idle)
                .componentsAtEnd(Answering.OnEnd.DISABLE)
                .expired("This menu is closed. Use /menu for a new one.")
                .label("menu")
                .start();
        tellOfFailure("no menu for command " + command, shard.reply(command).message(Card.menu()));
    }

    private static void take(BotShard shard, Click click, Reply reply) {
        if (click.customId().equals(Card.DISH)) {
            tellOfFailure(
                    "no answer to " + click,
                    reply.update(Card.chosen(click.values().getFirst())));
        } else {
            tellOfFailure(
                    "no answer to " + click,
                    reply.modal(Card.form(), TO_TYPE).thenCompose(submitted -> answer(shard, submitted)));
        }
    }

    private static CompletableFuture<Boolean> answer(BotShard shard, ModalSubmit submitted) {
        String wish = submitted.fields().getOrDefault(Card.TEXT, "nothing");
        return shard.reply(submitted).message("We will see about " + wish + ".", true);
    }

    private static void tellOfFailure(String what, CompletableFuture<?> done) {
        done.exceptionally(failure -> {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            if (!(cause
                    instanceof CollectorEnded)) { // Nothing was typed in time, or another modal was opened: no failure.
                log.info("{}: {}", what, cause.getMessage());
            }
            return null;
        });
    }
}
