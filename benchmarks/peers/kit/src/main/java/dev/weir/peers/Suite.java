package dev.weir.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** The correctness suite: section 11 of the collectors' specification, as questions to every peer. */
public final class Suite {
    private static final long PATIENCE_SECONDS = 20;

    /** Every question, in the order of the page. The node peer has the same ids. */
    public static final List<String> QUESTIONS = List.of(
            "burst",
            "maxProcessed",
            "longTime",
            "slowFilter",
            "filterThrows",
            "handlerThrows",
            "removeAllElsewhere",
            "toggle",
            "resetTimer",
            "iterator",
            "timersLeft",
            "twoThreads",
            "blockedConsumer",
            "otherShard");

    private Suite() {}

    /** Runs one question. */
    @FunctionalInterface
    public interface Check {
        Answer ask() throws Exception;
    }

    /**
     * What came of a question.
     *
     * @param outcome {@code pass}, {@code fail} or {@code n/a}
     * @param detail what was seen, or why it cannot be asked
     */
    public record Answer(String outcome, String detail) {}

    public static Answer expect(boolean good, String seen) {
        return new Answer(good ? "pass" : "fail", seen);
    }

    /** A question that the peer has no feature for. */
    public static Check none(String why) {
        return () -> new Answer("n/a", why);
    }

    /** Waits until something holds, at most so long; whether it does. */
    public static boolean within(long millis, BooleanSupplier holds) throws InterruptedException {
        long deadline = System.nanoTime() + millis * 1_000_000;
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
        return true;
    }

    static List<Map<String, Object>> run(Map<String, Check> checks) {
        List<Map<String, Object>> answers = new ArrayList<>();
        for (String question : QUESTIONS) {
            Check check = checks.get(question);
            if (check == null) {
                throw new IllegalStateException("no answer to " + question);
            }
            Answer answer = ask(check);
            answers.add(Json.object("id", question, "outcome", answer.outcome(), "detail", answer.detail()));
        }
        return answers;
    }

    private static Answer ask(Check check) {
        FutureTask<Answer> task = new FutureTask<>(check::ask);
        Thread.ofPlatform().daemon().name("suite").start(task);
        try {
            return task.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return new Answer("fail", "no answer within " + PATIENCE_SECONDS + " s");
        } catch (ExecutionException e) {
            return new Answer("fail", String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer("fail", "interrupted");
        }
    }
}
