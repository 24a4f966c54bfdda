package dev.weir.simulator.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.simulator.json.Json;
import dev.weir.simulator.wire.HttpAnswer;

/** Discord's refusals, with its codes and words. */
enum DiscordError {
    UNAUTHORIZED(401, 0, "401: Unauthorized"),
    NOT_FOUND(404, 0, "404: Not Found"),
    METHOD_NOT_ALLOWED(405, 0, "405: Method Not Allowed"),
    UNKNOWN_APPLICATION(404, 10002, "Unknown Application"),
    UNKNOWN_CHANNEL(404, 10003, "Unknown Channel"),
    UNKNOWN_GUILD(404, 10004, "Unknown Guild"),
    UNKNOWN_MEMBER(404, 10007, "Unknown Member"),
    UNKNOWN_MESSAGE(404, 10008, "Unknown Message"),
    UNKNOWN_USER(404, 10013, "Unknown User"),
    UNKNOWN_WEBHOOK(404, 10015, "Unknown Webhook"),
    UNKNOWN_INTERACTION(404, 10062, "Unknown interaction"),
    ALREADY_ACKNOWLEDGED(400, 40060, "Interaction has already been acknowledged."),
    EDIT_OF_ANOTHER(403, 50005, "Cannot edit a message authored by another user"),
    EMPTY_MESSAGE(400, 50006, "Cannot send an empty message"),
    BULK_DELETE_COUNT(
            400, 50016, "Provided too few or too many messages to delete. Must provide at least 2 and at most 100."),
    INVALID_WEBHOOK_TOKEN(401, 50027, "Invalid Webhook Token"),
    INVALID_FORM(400, 50035, "Invalid Form Body"),
    MALFORMED_JSON(400, 50109, "The request body contains invalid JSON.");

    private final int status;
    private final int code;
    private final String message;

    DiscordError(int status, int code, String message) {
        this.status = status;
        this.code = code;
        this.message = message;
    }

    HttpAnswer answer() {
        return HttpAnswer.json(status, body());
    }

    /** With the field that is wrong, as Discord nests it. */
    HttpAnswer answer(String field, String fieldCode, String fieldMessage) {
        ObjectNode body = body();
        body.putObject("errors")
                .putObject(field)
                .putArray("_errors")
                .addObject()
                .put("code", fieldCode)
                .put("message", fieldMessage);
        return HttpAnswer.json(status, body);
    }

    private ObjectNode body() {
        return Json.object().put("message", message).put("code", code);
    }
}
