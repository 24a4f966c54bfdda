package dev.weir.worker.gateway;

import org.jspecify.annotations.Nullable;

/**
 * What RESUME needs.
 *
 * @param id of READY
 * @param resumeUrl where Discord wants it resumed, or null when it did not say
 */
record Session(String id, @Nullable String resumeUrl) {}
