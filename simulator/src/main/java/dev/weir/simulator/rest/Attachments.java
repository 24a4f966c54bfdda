package dev.weir.simulator.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.simulator.wire.FilePart;
import dev.weir.simulator.world.Channel;
import dev.weir.simulator.world.World;
import java.util.List;

/** Files of a message: described, not kept, so their addresses lead nowhere. */
final class Attachments {

    private Attachments() {}

    static void attach(List<FilePart> files, ObjectNode extras, Channel channel, World world, long nowMillis) {
        if (files.isEmpty()) {
            return;
        }
        ArrayNode attachments = extras.putArray("attachments");
        for (FilePart file : files) {
            long id = world.nextId(nowMillis);
            String path = "/attachments/" + channel.id() + "/" + id + "/" + file.name();
            attachments
                    .addObject()
                    .put("id", Long.toString(id))
                    .put("filename", file.name())
                    .put("size", file.size())
                    .put("url", "https://cdn.discordapp.com" + path)
                    .put("proxy_url", "https://media.discordapp.net" + path)
                    .put("content_type", file.contentType());
        }
    }
}
