package dev.weir.worker.botjar;

import dev.weir.process.Redaction;

/**
 * A jar in the folder of bots that was not loaded.
 *
 * @param jar name of the file
 * @param cause what is wrong with it
 * @param remedy what a person can do
 * @param ofItsCode whether code of the jar ran and failed: another start may go better
 */
public record RefusedJar(String jar, String cause, String remedy, boolean ofItsCode) {

    public RefusedJar {
        // A bot's exception may quote what the bot was given.
        cause = Redaction.redact(cause);
    }

    static RefusedJar of(String jar, String cause, String remedy) {
        return new RefusedJar(jar, cause, remedy, false);
    }

    @Override
    public String toString() {
        return jar + " is not loaded: " + cause + "; " + remedy;
    }
}
