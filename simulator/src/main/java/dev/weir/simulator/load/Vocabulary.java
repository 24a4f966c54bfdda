package dev.weir.simulator.load;

import java.util.SplittableRandom;

/** What people write: sometimes a command, often one letter, else a short sentence. */
final class Vocabulary {

    private static final String[] COMMANDS = {"!trivia", "!poll"};
    private static final String[] LETTERS = {"A", "B", "C", "D"};
    private static final String[] WHO = {"the river", "my cat", "everyone", "that song", "the train", "our server"};
    private static final String[] WHAT = {"is late", "looks great", "never sleeps", "was better before", "wins again"};
    private static final String[] WHEN = {"today", "this week", "for once", "as always", "since Monday"};

    private final double commandShare;
    private final double letterShare;

    Vocabulary(double commandShare, double letterShare) {
        this.commandShare = commandShare;
        this.letterShare = letterShare;
    }

    String draw(SplittableRandom random) {
        double what = random.nextDouble();
        if (what < commandShare) {
            return one(COMMANDS, random);
        }
        if (what < commandShare + letterShare) {
            return one(LETTERS, random);
        }
        return one(WHO, random) + " " + one(WHAT, random) + " " + one(WHEN, random);
    }

    private static String one(String[] words, SplittableRandom random) {
        return words[random.nextInt(words.length)];
    }
}
