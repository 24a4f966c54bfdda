package dev.weir.simulator.wire;

/** A file of a multipart call: only what is told about it is kept, not its content. */
public record FilePart(String name, String contentType, long size) {}
