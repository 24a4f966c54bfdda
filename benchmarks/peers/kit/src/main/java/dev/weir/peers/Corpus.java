package dev.weir.peers;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Raw gateway frames, the same for all: the guilds, mixed traffic, and traffic of one author in one channel.
 *
 * <p>In the file one frame a line, after a letter (G guild, E mixed, F focused) and the place of the 19 digits of its own id
 * (-1 for none): a pass over the corpus gives every frame a new id, as Discord would.
 *
 * @param guilds GUILD_CREATE frames
 * @param mixed 90 % messages, 8 % reactions, 2 % clicks, Zipf over the channels
 * @param focused messages of {@link Ids#focusUser} in {@link Ids#focusChannel}
 */
public record Corpus(List<Frame> guilds, List<Frame> mixed, List<Frame> focused) {
    private static final int DIGITS = 19;

    public Corpus {
        guilds = List.copyOf(guilds);
        mixed = List.copyOf(mixed);
        focused = List.copyOf(focused);
    }

    /**
     * One frame.
     *
     * @param json the frame, ASCII
     * @param idAt where its own id's digits begin, or -1
     */
    public record Frame(String json, int idAt) {

        /** Its bytes with another id. */
        public byte[] withId(long id) {
            byte[] bytes = json.getBytes(StandardCharsets.ISO_8859_1);
            if (idAt >= 0) {
                long left = id;
                for (int i = idAt + DIGITS - 1; i >= idAt; i--) {
                    bytes[i] = (byte) ('0' + left % 10);
                    left /= 10;
                }
            }
            return bytes;
        }

        /** Its event's name. */
        public String type() {
            int at = json.indexOf("\"t\":\"") + 5;
            return json.substring(at, json.indexOf('"', at));
        }
    }

    /** Reads what {@link #write} wrote. */
    public static Corpus read(Path file) throws IOException {
        List<Frame> guilds = new ArrayList<>();
        List<Frame> mixed = new ArrayList<>();
        List<Frame> focused = new ArrayList<>();
        try (var lines = Files.lines(file, StandardCharsets.US_ASCII)) {
            lines.forEach(line -> {
                int space = line.indexOf(' ', 2);
                Frame frame = new Frame(line.substring(space + 1), Integer.parseInt(line.substring(2, space)));
                switch (line.charAt(0)) {
                    case 'G' -> guilds.add(frame);
                    case 'E' -> mixed.add(frame);
                    case 'F' -> focused.add(frame);
                    default -> throw new IllegalArgumentException("no such kind of frame: " + line.charAt(0));
                }
            });
        }
        return new Corpus(guilds, mixed, focused);
    }

    /** Generates a corpus: the same seed and size, the same file. */
    public static void write(Path file, long seed, int events) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        double[] zipf = zipf(Ids.GUILDS * Ids.CHANNELS);
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.US_ASCII)) {
            for (int guild = 0; guild < Ids.GUILDS; guild++) {
                line(out, 'G', guild(guild), false);
            }
            for (int i = 0; i < events; i++) {
                int rank = pick(zipf, random.nextDouble());
                int guild = rank % Ids.GUILDS;
                int channel = rank / Ids.GUILDS;
                int user = 1 + random.nextInt(Ids.USERS - 1);
                double what = random.nextDouble();
                if (what < 0.90) {
                    line(out, 'E', message(i, guild, channel, user, random), true);
                } else if (what < 0.98) {
                    line(out, 'E', reaction(i, guild, channel, user), false);
                } else {
                    line(out, 'E', click(i, guild, channel, user), true);
                }
            }
            for (int i = 0; i < Math.max(500, events / 4); i++) {
                line(out, 'F', message(events + i, 0, 0, 0, random), true);
            }
        }
    }

    private static void line(BufferedWriter out, char kind, String frame, boolean ownId) throws IOException {
        int at = ownId ? frame.indexOf("\"d\":{\"id\":\"") + 11 : -1;
        out.write(kind + " " + at + " " + frame + "\n");
    }

    private static double[] zipf(int ranks) {
        double[] upTo = new double[ranks];
        double sum = 0;
        for (int i = 0; i < ranks; i++) {
            sum += 1.0 / (i + 1);
            upTo[i] = sum;
        }
        for (int i = 0; i < ranks; i++) {
            upTo[i] /= sum;
        }
        return upTo;
    }

    private static int pick(double[] upTo, double where) {
        int low = 0;
        int high = upTo.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (upTo[middle] < where) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static String user(int user) {
        return "{\"id\":\"" + Ids.user(user) + "\",\"username\":\"user" + user
                + "\",\"global_name\":\"User " + user
                + "\",\"discriminator\":\"0\",\"avatar\":null,\"public_flags\":0,\"bot\":false}";
    }

    private static String member() {
        return "{\"roles\":[],\"nick\":null,\"avatar\":null,\"premium_since\":null,"
                + "\"joined_at\":\"2024-05-01T10:00:00.000000+00:00\",\"pending\":false,\"mute\":false,\"deaf\":false,"
                + "\"flags\":0}";
    }

    private static String guild(int guild) {
        long id = Ids.guild(guild);
        StringBuilder channels = new StringBuilder();
        for (int channel = 0; channel <= Ids.CHANNELS; channel++) {
            channels.append(channel == 0 ? "" : ",")
                    .append("{\"id\":\"")
                    .append(Ids.channel(guild, channel))
                    .append("\",\"type\":0,\"name\":\"channel-")
                    .append(channel)
                    .append("\",\"position\":")
                    .append(channel)
                    .append(",\"permission_overwrites\":[],\"parent_id\":null,\"topic\":null,\"nsfw\":false,"
                            + "\"last_message_id\":null,\"rate_limit_per_user\":0,\"flags\":0}");
        }
        String bot = "{\"user\":{\"id\":\"" + Ids.BOT
                + "\",\"username\":\"bot\",\"global_name\":null,\"discriminator\":\"0\",\"avatar\":null,"
                + "\"public_flags\":0,\"bot\":true}," + member().substring(1);
        return "{\"t\":\"GUILD_CREATE\",\"s\":" + (guild + 2) + ",\"op\":0,\"d\":{\"id\":\"" + id
                + "\",\"name\":\"guild "
                + guild + "\",\"icon\":null,\"splash\":null,\"discovery_splash\":null,\"owner_id\":\"" + Ids.user(1)
                + "\",\"region\":\"europe\",\"afk_channel_id\":null,\"afk_timeout\":300,\"verification_level\":0,"
                + "\"default_message_notifications\":0,\"explicit_content_filter\":0,\"roles\":[{\"id\":\"" + id
                + "\",\"name\":\"@everyone\",\"permissions\":\"2147483647\",\"position\":0,\"color\":0,"
                + "\"colors\":{\"primary_color\":0,\"secondary_color\":null,\"tertiary_color\":null},\"hoist\":false,"
                + "\"managed\":false,\"mentionable\":false,\"icon\":null,\"unicode_emoji\":null,\"flags\":0}],"
                + "\"emojis\":[],\"stickers\":[],\"features\":[],\"mfa_level\":0,\"application_id\":null,"
                + "\"system_channel_id\":null,\"system_channel_flags\":0,\"rules_channel_id\":null,"
                + "\"max_presences\":null,\"max_members\":500000,\"vanity_url_code\":null,\"description\":null,"
                + "\"banner\":null,\"premium_tier\":0,\"premium_subscription_count\":0,\"preferred_locale\":\"en-US\","
                + "\"public_updates_channel_id\":null,\"nsfw_level\":0,\"nsfw\":false,"
                + "\"premium_progress_bar_enabled\":false,\"safety_alerts_channel_id\":null,"
                + "\"joined_at\":\"2024-05-01T10:00:00.000000+00:00\",\"large\":false,\"unavailable\":false,"
                + "\"member_count\":1001,\"voice_states\":[],\"members\":[" + bot + "],\"channels\":[" + channels
                + "],\"threads\":[],\"presences\":[],\"stage_instances\":[],\"guild_scheduled_events\":[],"
                + "\"soundboard_sounds\":[]}}";
    }

    private static String message(int i, int guild, int channel, int user, SplittableRandom random) {
        String text = "word ".repeat(1 + random.nextInt(20)).strip();
        return "{\"t\":\"MESSAGE_CREATE\",\"s\":" + (i + 1_000) + ",\"op\":0,\"d\":{\"id\":\"" + Ids.message(i)
                + "\",\"type\":0,\"channel_id\":\"" + Ids.channel(guild, channel) + "\",\"guild_id\":\""
                + Ids.guild(guild)
                + "\",\"author\":" + user(user) + ",\"member\":" + member() + ",\"content\":\"" + text
                + "\",\"timestamp\":\"2026-01-01T00:00:00.000000+00:00\",\"edited_timestamp\":null,\"tts\":false,"
                + "\"mention_everyone\":false,\"mentions\":[],\"mention_roles\":[],\"attachments\":[],\"embeds\":[],"
                + "\"components\":[],\"pinned\":false,\"flags\":0,\"nonce\":\"" + i + "\"}}";
    }

    private static String reaction(int i, int guild, int channel, int user) {
        return "{\"t\":\"MESSAGE_REACTION_ADD\",\"s\":" + (i + 1_000) + ",\"op\":0,\"d\":{\"user_id\":\""
                + Ids.user(user)
                + "\",\"type\":0,\"message_id\":\"" + Ids.message(i) + "\",\"message_author_id\":\"" + Ids.user(1)
                + "\",\"member\":{\"user\":" + user(user) + "," + member().substring(1)
                + ",\"emoji\":{\"id\":null,\"name\":\"\\ud83d\\udc4d\"},\"channel_id\":\"" + Ids.channel(guild, channel)
                + "\",\"burst\":false,\"guild_id\":\"" + Ids.guild(guild) + "\"}}";
    }

    private static String click(int i, int guild, int channel, int user) {
        return "{\"t\":\"INTERACTION_CREATE\",\"s\":" + (i + 1_000) + ",\"op\":0,\"d\":{\"id\":\"" + Ids.message(i)
                + "\",\"application_id\":\"" + Ids.BOT + "\",\"type\":3,\"version\":1,\"token\":\"no-token-" + i
                + "\",\"guild_id\":\"" + Ids.guild(guild) + "\",\"guild\":{\"id\":\"" + Ids.guild(guild)
                + "\",\"locale\":\"en-US\",\"features\":[]},\"channel_id\":\"" + Ids.channel(guild, channel)
                + "\",\"channel\":{\"id\":\"" + Ids.channel(guild, channel)
                + "\",\"type\":0,\"name\":\"channel\",\"permissions\":\"2147483647\",\"guild_id\":\"" + Ids.guild(guild)
                + "\",\"flags\":0},\"member\":{\"user\":" + user(user) + ",\"permissions\":\"2147483647\","
                + member().substring(1) + ",\"locale\":\"en-US\",\"guild_locale\":\"en-US\","
                + "\"app_permissions\":\"2147483647\",\"entitlements\":[],\"authorizing_integration_owners\":{},"
                + "\"context\":0,\"attachment_size_limit\":10485760,\"message\":{\"id\":\"" + Ids.message(i)
                + "\",\"type\":0,\"channel_id\":\"" + Ids.channel(guild, channel) + "\",\"author\":{\"id\":\""
                + Ids.BOT + "\",\"username\":\"bot\",\"discriminator\":\"0\",\"avatar\":null,\"bot\":true},"
                + "\"content\":\"press\",\"timestamp\":\"2026-01-01T00:00:00.000000+00:00\","
                + "\"edited_timestamp\":null,\"tts\":false,\"mention_everyone\":false,\"mentions\":[],"
                + "\"mention_roles\":[],\"attachments\":[],\"embeds\":[],\"components\":[],\"pinned\":false,\"flags\":0},"
                + "\"data\":{\"custom_id\":\"button\",\"component_type\":2,\"id\":1}}}";
    }
}
