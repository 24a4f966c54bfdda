package dev.weir.coordinator.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How many shards the fleet is split into. What runs stays; another count is a stop of every shard, so it takes that every
 * coordinator is configured with the same number, and that Discord would take it.
 */
public final class ShardCounts {
    /** Stands for {@code fleet.shards: auto}. */
    public static final int AUTO = 0;

    /** Guilds that Discord allows on one shard. */
    public static final int MOST_GUILDS = 2_500;

    /** From here on a shard is said to be nearly full. */
    static final int MANY_GUILDS = 2_000;

    /** What an operator should know of the count. */
    public enum Code {
        /** Discord recommends another count than runs. */
        RECOMMENDED("recommended"),
        /** Coordinators are configured with different counts. */
        COORDINATORS("coordinators"),
        /** The fleet is about to be stopped and started with another count, or that goes on. */
        CHANGE("change"),
        /** The configured count is not taken up, since Discord would refuse it. */
        REFUSED("refused"),
        /** A shard has nearly as many guilds as Discord allows. */
        FULL("full");

        private final String code;

        Code(String code) {
            this.code = code;
        }

        /** Stable name in metrics, JSON and logs. Never rename one. */
        public String code() {
            return code;
        }
    }

    /**
     * One such thing.
     *
     * @param about what it is about, without numbers that change all the time: it is logged once for each
     * @param text for a person
     */
    public record Notice(Code code, String about, String text) {}

    /**
     * What is known.
     *
     * @param running how many shards the fleet is split into now, 0 when nothing tells
     * @param configured by name of the coordinator, what it is configured with, {@link #AUTO} included
     * @param recommended by Discord
     * @param identifiesLeft IDENTIFYs that Discord allows today
     * @param everyWorkerKnown whether workers that nobody knows of can act no more
     * @param otherCountActs whether a worker may still act for a shard of another count than runs
     * @param guilds of all shards together, as far as workers report them
     * @param fullest the shard that has the most guilds
     * @param guildsOfFullest how many it has
     */
    public record Known(
            int running,
            SortedMap<String, Integer> configured,
            int recommended,
            long identifiesLeft,
            boolean everyWorkerKnown,
            boolean otherCountActs,
            long guilds,
            int fullest,
            int guildsOfFullest) {
        public Known {
            configured = Collections.unmodifiableSortedMap(new TreeMap<>(configured));
        }
    }

    /**
     * What is decided.
     *
     * @param count how many shards are to act, 0 when none may begin yet
     * @param recommended by Discord
     */
    public record Choice(int count, int recommended, List<Notice> notices) {
        public Choice {
            notices = List.copyOf(notices);
        }

        /** Whether there is something to say under a code. */
        public boolean says(Code code) {
            return notices.stream().anyMatch(each -> each.code == code);
        }
    }

    private final Known known;
    private final List<Notice> notices = new ArrayList<>();

    private ShardCounts(Known known) {
        this.known = known;
    }

    /** The same knowledge gives the same choice. */
    public static Choice choose(Known known) {
        ShardCounts counts = new ShardCounts(known);
        int count = counts.count();
        counts.full();
        return new Choice(count, known.recommended, counts.notices);
    }

    private int count() {
        TreeSet<Integer> different = new TreeSet<>(known.configured.values());
        if (different.size() > 1) {
            String each = known.configured.entrySet().stream()
                    .map(one -> one.getKey() + " " + name(one.getValue()))
                    .collect(Collectors.joining(", "));
            say(
                    Code.COORDINATORS,
                    each,
                    "fleet.shards differs between the coordinators: " + each + "; expected the same value everywhere. "
                            + (known.running == 0
                                    ? "No shard is started until they agree"
                                    : "The " + known.running + " shards that run stay until they agree"));
            return known.running;
        }
        int wanted = different.isEmpty() ? AUTO : different.first();
        return wanted == AUTO ? automatic() : configured(wanted);
    }

    private int automatic() {
        if (known.running == 0) {
            return known.everyWorkerKnown ? known.recommended : 0;
        }
        if (known.recommended != known.running) {
            recommend();
        }
        return known.running;
    }

    private void recommend() {
        say(
                Code.RECOMMENDED,
                known.recommended + " for " + known.running,
                "Discord recommends " + known.recommended + " shards, and " + known.running
                        + " run: they stay as they are; set fleet.shards: " + known.recommended
                        + " on every coordinator to change that, which stops the fleet for the time that "
                        + known.recommended + " identifies take");
    }

    private int configured(int wanted) {
        if (known.running == 0 || known.running == wanted) {
            if (known.running == wanted && known.otherCountActs) {
                say(
                        Code.CHANGE,
                        "to " + wanted,
                        "shards of another count are being stopped, then " + wanted + " are started");
            } else if (known.recommended > wanted) {
                recommend();
            }
            return wanted;
        }
        String refusal = refusal(wanted);
        if (refusal != null) {
            say(
                    Code.REFUSED,
                    wanted + " for " + known.running,
                    "fleet.shards is " + wanted + ", but " + refusal + ": the " + known.running
                            + " shards that run stay");
            return known.running;
        }
        say(
                Code.CHANGE,
                "from " + known.running + " to " + wanted,
                "fleet.shards is " + wanted + ", and " + known.running + " shards run: all " + known.running
                        + " are stopped, and then " + wanted + " are started, with " + wanted
                        + " identifies; no event is handled meanwhile");
        return known.everyWorkerKnown ? wanted : known.running;
    }

    private @Nullable String refusal(int wanted) {
        long needed = (known.guilds + MOST_GUILDS - 1) / MOST_GUILDS;
        if (needed > wanted) {
            return known.guilds + " guilds need at least " + needed + " shards, as Discord allows " + MOST_GUILDS
                    + " on one";
        }
        return known.identifiesLeft < wanted
                ? "that takes " + wanted + " identifies, and Discord allows " + known.identifiesLeft + " more today"
                : null;
    }

    private void full() {
        if (known.guildsOfFullest >= MANY_GUILDS) {
            say(
                    Code.FULL,
                    "shard " + known.fullest,
                    "shard " + known.fullest + " has " + known.guildsOfFullest + " guilds, and Discord allows "
                            + MOST_GUILDS + " on one shard: raise fleet.shards before that");
        }
    }

    private void say(Code code, String about, String text) {
        notices.add(new Notice(code, about, text));
    }

    /** As it is configured. */
    public static String name(int configured) {
        return configured == AUTO ? "auto" : String.valueOf(configured);
    }
}
