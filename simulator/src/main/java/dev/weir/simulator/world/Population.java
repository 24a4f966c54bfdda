package dev.weir.simulator.world;

import org.jspecify.annotations.Nullable;

/**
 * The people of all guilds. Nobody is stored: id and name follow from the number of the guild and of the person, so a
 * hundred thousand guilds cost nothing here.
 */
public final class Population {

    private static final long FIRST_JOINED_MILLIS = 1_483_228_800_000L;
    private static final String[] FIRST = {
        "amber", "brook", "cedar", "delta", "ember", "fern", "grove", "heron", "iris", "juniper", "kelp", "lark",
        "moss", "nettle", "otter", "pine", "quill", "reed", "sedge", "thistle"
    };
    private static final String[] SECOND = {
        "fisher", "walker", "singer", "baker", "miller", "sailor", "weaver", "runner", "dreamer", "keeper"
    };

    private final int perGuild;
    private final int guilds;
    private final long salt;

    Population(int guilds, int perGuild, long seed) {
        this.guilds = guilds;
        this.perGuild = perGuild;
        this.salt = mix(seed);
    }

    public int perGuild() {
        return perGuild;
    }

    public User member(int guild, int number) {
        long running = (long) guild * perGuild + number;
        int mixed = (int) (mix(running ^ salt) >>> 33);
        String name = FIRST[mixed % FIRST.length] + "_" + SECOND[mixed / FIRST.length % SECOND.length] + running;
        return new User(id(running), name, Character.toUpperCase(name.charAt(0)) + name.substring(1), false);
    }

    @Nullable
    User byId(long id) {
        long running = Snowflakes.millis(id) - FIRST_JOINED_MILLIS;
        if (running < 0 || running >= (long) guilds * perGuild || id(running) != id) {
            return null;
        }
        return member((int) (running / perGuild), (int) (running % perGuild));
    }

    /** Whether this person belongs to the guild with this number. */
    boolean isMember(int guild, long id) {
        long running = Snowflakes.millis(id) - FIRST_JOINED_MILLIS;
        return running / perGuild == guild && byId(id) != null;
    }

    private long id(long running) {
        return Snowflakes.at(FIRST_JOINED_MILLIS + running, mix(running + salt));
    }

    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
