package dev.weir.simulator.load;

import java.util.SplittableRandom;

/**
 * The endless sequence of steps that follows from a plan: same plan and same sizes, same steps.
 *
 * <p>Not thread-safe.
 */
public final class LoadScript {

    private static final Step.Kind[] KINDS = Step.Kind.values();
    private static final Step.Shape[] SHAPES = Step.Shape.values();

    private final LoadPlan plan;
    private final SplittableRandom random;
    private final Zipf guilds;
    private final Zipf channels;
    private final int people;
    private final Vocabulary vocabulary;
    private final int totalWeight;

    public LoadScript(LoadPlan plan, int guilds, int channels, int people) {
        this.plan = plan;
        this.random = new SplittableRandom(plan.seed());
        this.guilds = new Zipf(guilds, plan.zipf());
        this.channels = new Zipf(channels, plan.zipf());
        this.people = people;
        this.vocabulary = new Vocabulary(plan.commandShare(), plan.letterShare());
        int sum = 0;
        for (Step.Kind kind : KINDS) {
            sum += plan.mix().weight(kind);
        }
        this.totalWeight = sum;
    }

    public Step next() {
        return new Step(
                kind(),
                guilds.draw(random),
                channels.draw(random),
                random.nextInt(people),
                random.nextDouble(),
                vocabulary.draw(random),
                shape());
    }

    private Step.Kind kind() {
        int at = random.nextInt(totalWeight);
        for (Step.Kind kind : KINDS) {
            at -= plan.mix().weight(kind);
            if (at < 0) {
                return kind;
            }
        }
        throw new IllegalStateException("weights changed while drawing");
    }

    private Step.Shape shape() {
        return random.nextDouble() < plan.oddShapes()
                ? SHAPES[1 + random.nextInt(SHAPES.length - 1)]
                : Step.Shape.PLAIN;
    }
}
