package dev.weir.simulator.control;

import dev.weir.simulator.load.LoadPlan;
import dev.weir.simulator.load.Mix;

/** Reads a load from a command; what is not named is as in {@link LoadPlan#of}. */
final class LoadReader {

    private LoadReader() {}

    static LoadPlan read(Fields fields, long defaultSeed) throws BadField {
        LoadPlan usual = LoadPlan.of(1, defaultSeed);
        double rate = fields.number("rate", 0.001, LoadPlan.MAX_RATE, null);
        long seed = fields.longNumber("seed", defaultSeed);
        double zipf = fields.number("zipf", 0, 5, usual.zipf());
        double odd = fields.number("oddShapes", 0, 1, usual.oddShapes());
        double commands = fields.number("commandShare", 0, 1, usual.commandShare());
        double letters = fields.number("letterShare", 0, 1, usual.letterShare());
        Fields given = fields.object("mix");
        Mix mix = given == null ? usual.mix() : mix(given);
        fields.noOthers();
        try {
            return new LoadPlan(rate, seed, mix, zipf, odd, commands, letters);
        } catch (IllegalArgumentException _) {
            throw fields.bad("letterShare", letters, "with commandShare at most 1");
        }
    }

    /** A mix that is given is the whole mix: a kind that is not named does not come. */
    private static Mix mix(Fields given) throws BadField {
        int[] weights = new int[NAMES.length];
        for (int i = 0; i < NAMES.length; i++) {
            weights[i] = given.integer(NAMES[i], 0, 1_000_000, 0);
        }
        given.noOthers();
        try {
            return new Mix(
                    weights[0],
                    weights[1],
                    weights[2],
                    weights[3],
                    weights[4],
                    weights[5],
                    weights[6],
                    weights[7],
                    weights[8],
                    weights[9],
                    weights[10],
                    weights[11],
                    weights[12],
                    weights[13]);
        } catch (IllegalArgumentException _) {
            throw given.bad("messages", 0, "above 0, or another weight of the mix");
        }
    }

    private static final String[] NAMES = {
        "messages",
        "edits",
        "deletes",
        "bulkDeletes",
        "reactionsAdded",
        "reactionsRemoved",
        "reactionsCleared",
        "clicks",
        "modals",
        "threads",
        "directMessages",
        "channelDeletes",
        "guildDeletes",
        "commands"
    };
}
