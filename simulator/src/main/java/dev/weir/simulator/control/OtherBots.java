package dev.weir.simulator.control;

import java.util.List;
import java.util.Map;

/** Bots beside the one that the simulator is there for, at the same addresses. */
public interface OtherBots {

    /**
     * One more bot, with a world of its own.
     *
     * @param guilds how many it is in
     * @param privilegedIntents bits of the privileged intents that are switched on for it
     * @return its application id
     */
    long add(String token, int guilds, int privilegedIntents) throws BadField;

    List<BotView> all();

    /** What became of one of them. */
    record BotView(String application, int guilds, long identifies, Map<Integer, Integer> sessionsByShard) {
        public BotView {
            sessionsByShard = Map.copyOf(sessionsByShard);
        }
    }
}
