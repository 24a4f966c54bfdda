package dev.weir.system;

import dev.weir.demo.fleet.Places;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Places, each a network namespace of its own, that are wired to this process's place.
 *
 * <p>To be made in a process that has a network and process ids for itself ({@code unshare --net --pid --kill-child}): what it makes
 * ends with that process.
 */
final class Network {
    /** Address of this process's place. */
    static final String HERE = host(9);

    private final Path folder;
    private final int discordPort;
    private int places;

    /**
     * Has no place but this process's.
     *
     * @param folder of the socket through which the simulated Discord is reached from every place: no wire leads there
     * @param discordPort where it listens, on this place's loopback; each place has it on its own
     */
    Network(Path folder, int discordPort) throws IOException, InterruptedException {
        this.folder = folder;
        this.discordPort = discordPort;
        run("ip", "link", "set", "lo", "up");
        run("ip", "link", "add", "fleet", "type", "bridge");
        run("ip", "address", "add", HERE + "/24", "dev", "fleet");
        run("ip", "link", "set", "fleet", "up");
        start("socat", "UNIX-LISTEN:discord,fork", "TCP:127.0.0.1:" + discordPort);
    }

    private static String host(int number) {
        return "10.77.0." + number;
    }

    /** Makes a place with a wire to this one. */
    Wired place() throws IOException, InterruptedException {
        Process holder = start(
                "unshare",
                "--net",
                "sh",
                "-c",
                "ip link set lo up && echo up && exec socat TCP-LISTEN:%d,bind=127.0.0.1,fork UNIX-CONNECT:discord"
                        .formatted(discordPort));
        try (BufferedReader said = holder.inputReader()) {
            if (!"up".equals(said.readLine())) {
                throw new IOException("a network namespace could not be made; see what " + folder + " has");
            }
        }
        return new Wired(++places, holder.pid());
    }

    /** A place, and its only wire. */
    final class Wired {
        private final String wire;
        private final Places.Place place;

        private Wired(int number, long holder) throws IOException, InterruptedException {
            wire = "fleet" + number;
            place = new Places.Place(
                    host(number), List.of("nsenter", "--target", Long.toString(holder), "--net", "--"));
            run("ip", "link", "add", wire, "type", "veth", "peer", "name", "fleet", "netns", Long.toString(holder));
            inside("ip", "address", "add", place.host() + "/24", "dev", "fleet");
            inside("ip", "link", "set", "fleet", "up");
            run("ip", "link", "set", wire, "master", "fleet");
            mend();
        }

        Places.Place place() {
            return place;
        }

        /**
         * From now on nothing comes through, in either direction, and no connection is told. To take the wire off the bridge is not
         * enough: what is sent from the place may still arrive here.
         */
        void cut() throws IOException, InterruptedException {
            run("ip", "link", "set", wire, "down");
        }

        void mend() throws IOException, InterruptedException {
            run("ip", "link", "set", wire, "up");
        }

        private void inside(String... command) throws IOException, InterruptedException {
            List<String> all = new ArrayList<>(place.enter());
            all.addAll(List.of(command));
            run(all.toArray(String[]::new));
        }
    }

    private Process start(String... command) throws IOException {
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(Redirect.appendTo(folder.resolve("network.log").toFile()))
                .start();
    }

    private void run(String... command) throws IOException, InterruptedException {
        Command.Answer answer = Command.run(folder, command);
        if (answer.exitCode() != 0) {
            throw new IOException(String.join(" ", command) + ": " + answer.err());
        }
    }
}
