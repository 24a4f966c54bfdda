package dev.weir.simulator.load;

/**
 * The traffic that is asked for.
 *
 * @param rate pieces of traffic per second, over all shards
 * @param zipf how uneven guilds and channels are: 0 is even
 * @param oddShapes share of messages that are not plain text
 */
public record LoadPlan(
        double rate, long seed, Mix mix, double zipf, double oddShapes, double commandShare, double letterShare) {

    public static final double MAX_RATE = 200_000;

    public LoadPlan {
        require(rate > 0 && rate <= MAX_RATE, "rate", rate, "above 0, at most " + MAX_RATE);
        require(zipf >= 0 && zipf <= 5, "zipf", zipf, "between 0 and 5");
        require(oddShapes >= 0 && oddShapes <= 1, "oddShapes", oddShapes, "between 0 and 1");
        require(commandShare >= 0 && commandShare <= 1, "commandShare", commandShare, "between 0 and 1");
        require(
                letterShare >= 0 && letterShare + commandShare <= 1,
                "letterShare",
                letterShare,
                "at least 0, and with commandShare at most 1");
    }

    public static LoadPlan of(double rate, long seed) {
        return new LoadPlan(rate, seed, Mix.defaults(), 1.0, 0.05, 0.02, 0.30);
    }

    public LoadPlan withMix(Mix newMix) {
        return new LoadPlan(rate, seed, newMix, zipf, oddShapes, commandShare, letterShare);
    }

    private static void require(boolean holds, String field, double value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(field + " must be " + expected + ", was " + value);
        }
    }
}
