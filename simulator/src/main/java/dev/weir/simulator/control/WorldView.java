package dev.weir.simulator.control;

import java.util.List;

/** Guilds and channels, for whoever wants to address one. Ids are strings: JavaScript's numbers are too short. */
public record WorldView(String botId, int shards, List<GuildView> guilds) {

    public WorldView {
        guilds = List.copyOf(guilds);
    }

    /**
     * One guild and its shard, by the recommended shard count.
     *
     * @param people the first hundred of its members
     */
    public record GuildView(
            String id, String name, int shard, boolean available, List<String> channels, List<String> people) {
        public GuildView {
            channels = List.copyOf(channels);
            people = List.copyOf(people);
        }

        /** One of its members. */
        public String somebody() {
            return people.getFirst();
        }
    }
}
