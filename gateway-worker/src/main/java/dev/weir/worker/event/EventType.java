package dev.weir.worker.event;

/** The gateway events that collectors and lifecycles know; everything else is {@link #OTHER} and keeps its name. */
public enum EventType {
    MESSAGE_CREATE,
    MESSAGE_UPDATE,
    MESSAGE_DELETE,
    MESSAGE_DELETE_BULK,
    MESSAGE_REACTION_ADD,
    MESSAGE_REACTION_REMOVE,
    MESSAGE_REACTION_REMOVE_ALL,
    MESSAGE_REACTION_REMOVE_EMOJI,
    INTERACTION_CREATE,
    GUILD_CREATE,
    GUILD_DELETE,
    CHANNEL_DELETE,
    THREAD_DELETE,
    OTHER
}
