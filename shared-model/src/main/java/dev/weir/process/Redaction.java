package dev.weir.process;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes secrets out of text that leaves the process.
 *
 * <p>The one static state of Weir, because logging is one per process: a secret of one worker must not appear in the log of
 * another in the same JVM either.
 */
public final class Redaction {
    private static final String HIDDEN = "(hidden)";
    private static final int SHORTEST = 6;
    private static final Set<String> VALUES = ConcurrentHashMap.newKeySet();

    /** Discord's tokens: three base64 parts, the first the bot's id. */
    private static final Pattern TOKEN =
            Pattern.compile("[A-Za-z0-9_-]{18,40}\\.[A-Za-z0-9_-]{5,8}\\.[A-Za-z0-9_-]{25,80}");

    private static final Pattern AUTHORIZATION = Pattern.compile(
            "(authorization[\"']?\\s*[:=]\\s*[\"']?)(?:(?:Bot|Bearer|Basic)\\s+)?[^\\s\"',;]+",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern BOT = Pattern.compile("\\bBot\\s+[A-Za-z0-9._-]{40,}");

    private Redaction() {}

    static void register(String value) {
        // Shorter ones would blank out ordinary words.
        if (value.length() >= SHORTEST) {
            VALUES.add(value);
        }
    }

    /** The text without any registered secret, and without what looks like a token or an authorization. */
    public static String redact(String text) {
        String clean = text;
        for (String value : VALUES) {
            if (clean.contains(value)) {
                clean = clean.replace(value, HIDDEN);
            }
        }
        clean = TOKEN.matcher(clean).replaceAll(HIDDEN);
        if (clean.contains("uthorization") || clean.contains("UTHORIZATION")) {
            clean = AUTHORIZATION.matcher(clean).replaceAll("$1" + Matcher.quoteReplacement(HIDDEN));
        }
        return clean.contains("Bot") ? BOT.matcher(clean).replaceAll("Bot " + HIDDEN) : clean;
    }
}
