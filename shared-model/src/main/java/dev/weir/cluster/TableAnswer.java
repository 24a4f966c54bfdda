package dev.weir.cluster;

import java.util.List;

/**
 * Answer to {@link ApplyDeltas}.
 *
 * @param accepted false when the token is an old one
 * @param token token of the table now
 * @param size rows in the table now: the owner compares it with its own count
 * @param stopWanted numbers of collectors that somebody asked to stop
 */
public record TableAnswer(boolean accepted, long token, int size, List<Long> stopWanted) {}
