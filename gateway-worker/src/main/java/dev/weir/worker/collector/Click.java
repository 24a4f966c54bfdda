package dev.weir.worker.collector;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.worker.event.GatewayEvent;
import java.util.ArrayList;
import java.util.List;

/** A click on a button or a choice in a select menu. */
public record Click(GatewayEvent event) implements Item {

    @Override
    public Kind kind() {
        return Kind.COMPONENT;
    }

    @Override
    public long key() {
        return data().path("id").asLong();
    }

    /** Id of the message that carries the component. */
    public long message() {
        return event.message();
    }

    /** The component's custom id. */
    public String customId() {
        return data().path("data").path("custom_id").asText("");
    }

    /** Discord's number of the component's type: 2 a button, 3 a string select, … */
    public int componentType() {
        return data().path("data").path("component_type").asInt();
    }

    /** What was chosen in a select menu; empty for a button. */
    public List<String> values() {
        List<String> values = new ArrayList<>();
        for (JsonNode value : data().path("data").path("values")) {
            values.add(value.asText());
        }
        return List.copyOf(values);
    }

    /** The interaction's token, good for 15 minutes; a secret: never log it. */
    public String token() {
        return data().path("token").asText("");
    }

    @Override
    public String toString() {
        return "Click[id=" + key() + ", message=" + message() + ", user=" + user() + ", customId=" + customId() + "]";
    }
}
