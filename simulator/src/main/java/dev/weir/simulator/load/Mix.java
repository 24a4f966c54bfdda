package dev.weir.simulator.load;

/** How often each kind of traffic comes, as weights against each other. */
public record Mix(
        int messages,
        int edits,
        int deletes,
        int bulkDeletes,
        int reactionsAdded,
        int reactionsRemoved,
        int reactionsCleared,
        int clicks,
        int modals,
        int threads,
        int directMessages,
        int channelDeletes,
        int guildDeletes,
        int commands) {

    public Mix {
        int[] all = {
            messages,
            edits,
            deletes,
            bulkDeletes,
            reactionsAdded,
            reactionsRemoved,
            reactionsCleared,
            clicks,
            modals,
            threads,
            directMessages,
            channelDeletes,
            guildDeletes,
            commands
        };
        long sum = 0;
        for (int weight : all) {
            if (weight < 0 || weight > 1_000_000) {
                throw new IllegalArgumentException("a weight is between 0 and 1000000, was " + weight);
            }
            sum += weight;
        }
        if (sum == 0) {
            throw new IllegalArgumentException("a mix needs at least one weight above 0");
        }
    }

    /** Nothing is lost for good: guild and channel deletes are off. */
    public static Mix defaults() {
        return new Mix(800, 40, 20, 1, 70, 20, 4, 25, 10, 2, 8, 0, 0, 5);
    }

    public static Mix messagesOnly() {
        return new Mix(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    int weight(Step.Kind kind) {
        return switch (kind) {
            case MESSAGE -> messages;
            case EDIT -> edits;
            case DELETE -> deletes;
            case BULK_DELETE -> bulkDeletes;
            case REACTION_ADD -> reactionsAdded;
            case REACTION_REMOVE -> reactionsRemoved;
            case REACTION_CLEAR -> reactionsCleared;
            case CLICK -> clicks;
            case MODAL -> modals;
            case THREAD -> threads;
            case DIRECT_MESSAGE -> directMessages;
            case CHANNEL_DELETE -> channelDeletes;
            case GUILD_DELETE -> guildDeletes;
            case COMMAND -> commands;
        };
    }
}
