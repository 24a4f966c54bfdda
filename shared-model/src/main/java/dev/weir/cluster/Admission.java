package dev.weir.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which other coordinators this one lets in: those of the same fleet with the same list of coordinators, at an address of that
 * list. A majority counted of different lists is none.
 *
 * <p>Keeps for a while what was refused, and which coordinators of the list could not be reached, for people. Any thread.
 */
final class Admission {
    static final String KEY = "weir.admission";
    static final String NAME = "weir.name";
    static final String LIST = "weir.coordinators";
    private static final Duration KEPT = Duration.ofMinutes(5);
    /** Longer than the time between two searches. */
    private static final Duration SEARCH_KEPT = Duration.ofSeconds(15);

    private static final Duration NAMES = Duration.ofMillis(500);

    private static final int KEPT_AT_MOST = 32;
    private static final Logger log = LoggerFactory.getLogger(Admission.class);

    private final MemberSettings settings;
    private final String list;
    private final LongSupplier nanoClock;
    private final Map<String, Said> refused = new ConcurrentHashMap<>();
    private final Map<String, Said> missing = new ConcurrentHashMap<>();
    private final CompletableFuture<String> unfit = new CompletableFuture<>();
    private volatile Supplier<Collection<? extends Member>> members = List::of;
    private volatile Supplier<HostPort> address;
    private volatile CoordinatorList known = new CoordinatorList(Map.of());

    /**
     * Why one is not let in.
     *
     * @param lasting whether only a change of a configuration mends it; what a name has for an address changes by itself
     */
    record Refusal(String text, boolean lasting) {}

    private record Said(String text, long atNanos) {}

    Admission(MemberSettings settings, LongSupplier nanoClock) {
        this.settings = settings;
        this.list = CoordinatorList.text(settings.coordinators());
        this.nanoClock = nanoClock;
        this.address = settings::bind;
    }

    static Admission of(HazelcastInstance member) {
        if (member.getUserContext().get(KEY) instanceof Admission admission) {
            return admission;
        }
        throw new IllegalStateException("member " + member.getName() + " lets nobody in");
    }

    /**
     * Tells it how to ask its member.
     *
     * @param at where it listens
     * @param now all that are members of its cluster; none while it is in no cluster
     */
    void watch(Supplier<HostPort> at, Supplier<Collection<? extends Member>> now) {
        address = at;
        members = now;
    }

    String list() {
        return list;
    }

    /** Whether a member is one of the configured coordinators; no other counts for a majority. */
    boolean listed(Member member) {
        return list.equals(member.getAttribute(LIST));
    }

    Introduction self() {
        int seen = Math.toIntExact(members.get().stream().filter(this::listed).count());
        return new Introduction(
                settings.cluster(),
                settings.name(),
                address.get(),
                list,
                seen,
                seen >= settings.majority(),
                null,
                false);
    }

    /** What this one says to another that has introduced itself. */
    Introduction answer(Introduction asker) {
        Refusal refusal = refusal(asker);
        note(refused, asker.address().toString(), refusal == null ? null : refusal.text(), "refused: {}");
        if (refusal != null && refusal.lasting()) {
            weigh(asker, refusal.text());
        }
        return self().refusing(refusal);
    }

    /**
     * Hears what another one, which is at an address of this one's list, has answered.
     *
     * @return whether it lets this one in
     */
    boolean heard(Introduction answer) {
        String refusal = answer.refusal();
        note(
                refused,
                answer.address().toString(),
                refusal == null ? null : answer + " does not let this one in: " + refusal,
                "{}");
        if (refusal != null && answer.lasting()) {
            weigh(answer, refusal);
        }
        return refusal == null;
    }

    /** Which of two that do not fit each other ends: the one without a majority; with two majorities one of them, see below. */
    private void weigh(Introduction other, String refusal) {
        Introduction self = self();
        if (other.majority() && (!self.majority() || isLess(self, other))) {
            unfit.complete("this coordinator, '" + self.name() + "' at " + self.address() + ", does not fit to " + other
                    + ", which has a majority of its list (" + other.seen() + " with itself): " + refusal);
        }
    }

    /** The smaller side; of two that are equal any, but on both sides the same one. */
    private static boolean isLess(Introduction self, Introduction other) {
        return self.seen() < other.seen()
                || (self.seen() == other.seen() && self.list().compareTo(other.list()) > 0);
    }

    /** @param obstacle null when it was reached */
    void reached(HostPort listed, @Nullable String obstacle) {
        note(missing, listed.toString(), obstacle, "{}");
    }

    /**
     * Refuses what asks to become a member and does not fit.
     *
     * @param address where it listens
     * @param attributes what it says of itself
     * @throws IllegalStateException says why, to the log of both
     */
    void require(HostPort address, Map<String, String> attributes) {
        String name = attributes.get(NAME);
        String theirs = attributes.get(LIST);
        Refusal refusal = name == null || theirs == null
                ? new Refusal(
                        "a Hazelcast member at " + address + " is no coordinator of Weir, or one of an older version",
                        true)
                : refusal(new Introduction(settings.cluster(), name, address, theirs, 0, false, null, false));
        note(refused, address.toString(), refusal == null ? null : refusal.text(), "refused: {}");
        if (refusal != null) {
            throw new IllegalStateException(refusal.text());
        }
    }

    private @Nullable Refusal refusal(Introduction other) {
        if (!other.cluster().equals(settings.cluster())) {
            return new Refusal(
                    other + " is of fleet '" + other.cluster() + "', expected cluster.name '" + settings.cluster()
                            + "'",
                    false);
        }
        if (!other.list().equals(list)) {
            return new Refusal(
                    other + " has another list in cluster.coordinators: [" + other.list() + "], expected [" + list
                            + "]",
                    true);
        }
        CoordinatorList now = lookUp();
        HostPort entry = now.entryAt(other.address());
        if (entry == null) {
            return new Refusal(
                    other + " is not in cluster.coordinators: [" + list + "]"
                            + (now.hasNames() ? ", whose names have these addresses now: " + now.all() : ""),
                    !now.hasNames());
        }
        for (Member member : members.get()) {
            HostPort taken = HostPort.of(member.getAddress());
            if (!taken.equals(other.address()) && entry.equals(now.entryAt(taken))) {
                return new Refusal(
                        other + " is " + entry + " of cluster.coordinators, and so is coordinator '"
                                + member.getAttribute(NAME) + "' at " + taken + ": expected one address for each",
                        false);
            }
        }
        return null;
    }

    /** Asked on threads that all members' questions wait for: when names take long, what was known before must do. */
    private CoordinatorList lookUp() {
        CompletableFuture<CoordinatorList> looking = new CompletableFuture<>();
        Thread.ofVirtual()
                .name(settings.name() + "-names")
                .start(() -> looking.complete(CoordinatorList.lookUp(settings.coordinators())));
        try {
            known = looking.get(NAMES.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException slow) {
            log.debug("the names of coordinators are not known in time", slow);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return known;
    }

    /** What was refused lately, of both sides. */
    List<String> refused() {
        return lately(refused, KEPT);
    }

    /** Why coordinators of the list could not be reached by the last search. */
    List<String> missing() {
        return lately(missing, SEARCH_KEPT);
    }

    /** Completes, with the reason for people, when a majority that runs does not let this one in. */
    CompletableFuture<String> unfit() {
        return unfit;
    }

    private List<String> lately(Map<String, Said> said, Duration kept) {
        long now = nanoClock.getAsLong();
        said.values().removeIf(one -> now - one.atNanos() > kept.toNanos());
        return said.values().stream().map(Said::text).sorted().distinct().toList();
    }

    /** Logs only what is new. */
    private void note(Map<String, Said> said, String about, @Nullable String text, String line) {
        if (text == null) {
            said.remove(about);
            return;
        }
        if (said.size() >= KEPT_AT_MOST && !said.containsKey(about)) {
            said.clear();
        }
        Said before = said.put(about, new Said(text, nanoClock.getAsLong()));
        if (before == null || !before.text().equals(text)) {
            log.warn(line, text);
        }
    }
}
