package dev.weir.worker.dispatch;

import static dev.weir.worker.collector.Samples.CHANNEL;
import static dev.weir.worker.collector.Samples.GUILD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.worker.bot.CollectorCode;
import dev.weir.worker.collector.Answering;
import dev.weir.worker.collector.Click;
import dev.weir.worker.collector.CollectorSpec;
import dev.weir.worker.collector.Command;
import dev.weir.worker.collector.Item;
import dev.weir.worker.collector.Kind;
import dev.weir.worker.collector.Limits;
import dev.weir.worker.collector.Message;
import dev.weir.worker.collector.ModalSubmit;
import dev.weir.worker.collector.Options;
import dev.weir.worker.collector.Reaction;
import dev.weir.worker.collector.Scope;
import dev.weir.worker.collector.Sources;
import dev.weir.worker.collector.Times;
import dev.weir.worker.event.EventType;
import dev.weir.worker.event.GatewayEvent;
import dev.weir.worker.event.Payload;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An event finds who waits for it with six keys at most: counted by the index itself. */
class CollectorIndexTest {
    private static final long MESSAGE = 5;
    private static final long USER = 100;
    private static final long ORIGIN = 30;

    private final Parts parts = new Parts();
    private final CollectorIndex index = new CollectorIndex();
    private final Map<Kind, List<Running<?>>> waiting = new EnumMap<>(Kind.class);
    private long numbers;

    @AfterEach
    void close() {
        parts.close();
    }

    /** Somebody waits in every way there is, so that no table is passed over because it is empty. */
    @BeforeEach
    void everyKindWaitsInEveryPlaceThatItCanNarrowDown() {
        Scope anywhere = Scope.ANYWHERE;
        Scope seat = anywhere.withUser(USER).withChannel(CHANNEL);
        for (Kind kind : new Kind[] {Kind.MESSAGE, Kind.REACTION, Kind.COMPONENT, Kind.COMMAND}) {
            waits(kind, anywhere.withChannel(CHANNEL));
            waits(kind, anywhere.withGuild(GUILD));
            waits(kind, anywhere.withUser(USER));
            waits(kind, seat);
        }
        waits(Kind.REACTION, anywhere.withMessage(MESSAGE));
        waits(Kind.COMPONENT, anywhere.withMessage(MESSAGE));
        waits(Kind.COMPONENT, anywhere.withOrigin(ORIGIN));
        waits(Kind.COMPONENT, anywhere.withCustomId("page:1", false));
        waits(Kind.COMPONENT, anywhere.withCustomId("page:", true));
        waits(Kind.MODAL, anywhere.withUser(USER).withCustomId("page:1", false));
        waits(Kind.MODAL, seat.withCustomId("page:1", false));
        waits(Kind.MODAL, seat.withCustomId("page:1", false).withMessage(MESSAGE));
        waits(Kind.MODAL, seat.withCustomId("page:1", false).withOrigin(ORIGIN));
        waits(Kind.COMMAND, anywhere.withName("play"));
        Scope raw = anywhere.withName("ANY");
        waits(Kind.RAW, raw);
        waits(Kind.RAW, raw.withMessage(MESSAGE));
        waits(Kind.RAW, raw.withChannel(CHANNEL));
        waits(Kind.RAW, raw.withGuild(GUILD));
        waits(Kind.RAW, raw.withUser(USER));
        waits(Kind.RAW, raw.withUser(USER).withChannel(CHANNEL));
        index.add(running(Kind.MESSAGE, anywhere.withDirect()));
    }

    private void waits(Kind kind, Scope scope) {
        Running<?> running = running(kind, scope);
        waiting.computeIfAbsent(kind, _ -> new ArrayList<>()).add(running);
        index.add(running);
    }

    private Running<Item> running(Kind kind, Scope scope) {
        return running(new CollectorSpec.Source(kind, scope, null));
    }

    private Running<Item> running(Sources sources) {
        return new Running<>(
                new Tenure(parts.lane, 7),
                ++numbers,
                new CollectorSpec(
                        sources,
                        CollectorSpec.Mode.ANY,
                        Limits.NONE,
                        Times.DEFAULT,
                        Options.DEFAULT,
                        Answering.DEFAULT,
                        CollectorSpec.Calls.NONE,
                        null),
                new CollectorCode<>(Item.class, null, null, null, null));
    }

    private static GatewayEvent event(EventType type, long guild, long message, String data) {
        return new GatewayEvent(
                type,
                type.name(),
                1,
                1,
                guild,
                CHANNEL,
                0,
                message,
                USER,
                false,
                false,
                new Payload("{\"d\":" + data + "}"));
    }

    private static GatewayEvent interaction(int type, long message, String data) {
        return event(
                EventType.INTERACTION_CREATE,
                GUILD,
                message,
                ("{\"id\":\"1\",\"type\":%d,\"message\":{\"id\":\"5\",\"interaction_metadata\":{\"id\":\"30\"}},"
                                + "\"data\":%s}")
                        .formatted(type, data));
    }

    /** Everybody of the kind is found, and how many keys were looked up for it. */
    private long keysFor(Item item) {
        List<Running<?>> found = new ArrayList<>();
        List<Running<?>> raw = new ArrayList<>();
        long before = index.lookUps();
        index.find(item.event(), item.kind(), found, raw);
        index.find(item, found);
        assertThat(found).containsExactlyInAnyOrderElementsOf(waiting.getOrDefault(item.kind(), List.of()));
        return index.lookUps() - before;
    }

    @Test
    void anEventLooksUpAtMostSixKeysWhoeverWaitsAndFindsThemAll() {
        String page = "{\"custom_id\":\"page:1\",\"component_type\":2,\"components\":[]}";

        assertThat(keysFor(new Message(event(EventType.MESSAGE_CREATE, GUILD, MESSAGE, "{}"))))
                .isEqualTo(5);
        assertThat(keysFor(new Reaction(event(
                        EventType.MESSAGE_REACTION_ADD, GUILD, MESSAGE, "{\"emoji\":{\"id\":null,\"name\":\"a\"}}"))))
                .isEqualTo(5);
        assertThat(keysFor(new Click(interaction(3, MESSAGE, page)))).isEqualTo(6);
        assertThat(keysFor(new ModalSubmit(interaction(5, MESSAGE, page)))).isEqualTo(6);
        assertThat(keysFor(new Command(interaction(2, 0, "{\"name\":\"play\"}"))))
                .isEqualTo(5);
    }

    @Test
    void anEventThatIsNoItemLooksUpWhereRawEventsAreWaitedForOnly() {
        List<Running<?>> found = new ArrayList<>();
        List<Running<?>> raw = new ArrayList<>();
        long before = index.lookUps();

        index.find(event(EventType.MESSAGE_UPDATE, GUILD, MESSAGE, "{}"), null, found, raw);

        assertThat(found).isEmpty();
        assertThat(raw).containsExactlyInAnyOrderElementsOf(waiting.getOrDefault(Kind.RAW, List.of()));
        assertThat(index.lookUps() - before).isEqualTo(4);
    }

    @Test
    void anEventThatNobodyWaitsForLooksUpNothing() {
        CollectorIndex empty = new CollectorIndex();
        List<Running<?>> found = new ArrayList<>();

        empty.find(event(EventType.MESSAGE_CREATE, GUILD, MESSAGE, "{}"), Kind.MESSAGE, found, found);

        assertThat(found).isEmpty();
        assertThat(empty.lookUps()).isZero();
    }

    @Test
    void whoeverLeavesIsFoundNoMoreAndTheOthersStillAre() {
        CollectorIndex own = new CollectorIndex();
        Random random = new Random(4);
        List<Running<?>> there = new ArrayList<>();
        GatewayEvent event = event(EventType.MESSAGE_CREATE, GUILD, MESSAGE, "{}");
        for (int step = 0; step < 5_000; step++) {
            if (random.nextInt(60) >= there.size()) {
                Running<?> comes = running(someSources(random));
                there.add(comes);
                own.add(comes);
            } else {
                own.remove(there.remove(random.nextInt(there.size())));
            }

            List<Running<?>> found = new ArrayList<>();
            own.find(event, Kind.MESSAGE, found, found);
            assertThat(new HashSet<>(found)).isEqualTo(those(there, CollectorIndexTest::isLookedUp));
            assertThat(new HashSet<>(own.inChannel(CHANNEL)))
                    .isEqualTo(those(there, source -> source.scope().channel() == CHANNEL));
            assertThat(new HashSet<>(own.inGuild(GUILD)))
                    .isEqualTo(those(there, source -> source.scope().guild() == GUILD));
            assertThat(new HashSet<>(own.onMessage(MESSAGE)))
                    .isEqualTo(those(there, source -> source.scope().message() == MESSAGE));
        }

        there.forEach(own::remove);
        assertThat(own.any(Kind.MESSAGE)).isFalse();
        own.add(running(Kind.MESSAGE, Scope.ANYWHERE.withUser(USER)));
        long before = own.lookUps();
        own.find(event, Kind.MESSAGE, new ArrayList<>(), new ArrayList<>());
        assertThat(own.lookUps() - before)
                .as("no key is left of those who left")
                .isEqualTo(1);
    }

    /** By its narrowest key; the rest of its scope is compared later. */
    private static boolean isLookedUp(CollectorSpec.Source source) {
        Scope scope = source.scope();
        return source.kind() == Kind.MESSAGE
                && (scope.message() == MESSAGE || scope.channel() == 0 || scope.channel() == CHANNEL);
    }

    private static Set<Running<?>> those(List<Running<?>> there, Predicate<CollectorSpec.Source> asked) {
        return there.stream()
                .filter(each -> each.spec().sources().stream().anyMatch(asked))
                .collect(Collectors.toSet());
    }

    /** In two channels, of one user, guild and message: alone, in company, twice in one place. */
    private static Sources someSources(Random random) {
        List<CollectorSpec.Source> sources = new ArrayList<>();
        for (int i = random.nextInt(4) == 0 ? 3 : 1; i > 0; i--) {
            Scope scope = Scope.ANYWHERE.withUser(USER);
            if (random.nextBoolean()) {
                scope = scope.withChannel(CHANNEL + random.nextInt(2));
            }
            if (random.nextBoolean()) {
                scope = scope.withGuild(GUILD);
            }
            if (random.nextInt(4) == 0) {
                scope = scope.withMessage(MESSAGE);
            }
            sources.add(new CollectorSpec.Source(random.nextBoolean() ? Kind.MESSAGE : Kind.REACTION, scope, null));
        }
        return Sources.of(sources);
    }
}
