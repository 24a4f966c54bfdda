package dev.weir.example.menu;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What the bot shows, in Discord's words. */
final class Card {
    static final String DISH = "menu:dish";
    static final String WISH = "menu:wish";
    static final String FORM = "menu:form";
    static final String TEXT = "menu:text";

    private static final List<String> DISHES = List.of("soup", "pie", "salad");

    private static final int ROW = 1;
    private static final int BUTTON = 2;
    private static final int SELECT = 3;
    private static final int INPUT = 4;
    private static final int LABEL = 18;

    private Card() {}

    /** The slash command. */
    static ObjectNode command() {
        return object().put("name", "menu")
                .put("description", "Shows what there is to eat")
                .put("type", 1);
    }

    /** A select menu, and a button below it. */
    static ObjectNode menu() {
        ObjectNode message = object().put("content", "What would you like?");
        ArrayNode rows = message.putArray("components");
        ArrayNode options = row(rows)
                .put("type", SELECT)
                .put("custom_id", DISH)
                .put("placeholder", "Choose a dish")
                .putArray("options");
        DISHES.forEach(dish -> options.addObject().put("label", dish).put("value", dish));
        row(rows)
                .put("type", BUTTON)
                .put("style", 2)
                .put("label", "Something else")
                .put("custom_id", WISH);
        return message;
    }

    private static ObjectNode row(ArrayNode rows) {
        return rows.addObject().put("type", ROW).putArray("components").addObject();
    }

    /** The same menu with what was chosen; its components stay. */
    static ObjectNode chosen(String dish) {
        return object().put("content", "One " + dish + ", then. Anything else?");
    }

    /** Asks for what is not on the menu. */
    static ObjectNode form() {
        ObjectNode modal = object().put("custom_id", FORM).put("title", "Something else");
        ObjectNode label =
                modal.putArray("components").addObject().put("type", LABEL).put("label", "What would you like?");
        label.putObject("component")
                .put("type", INPUT)
                .put("custom_id", TEXT)
                .put("style", 1)
                .put("max_length", 100);
        return modal;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
