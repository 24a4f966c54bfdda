package dev.weir.peers.javacord;

import dev.weir.peers.Bench;

/** Javacord's process. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.setProperty("log4j2.loggerContextFactory", "org.apache.logging.log4j.simple.SimpleLoggerContextFactory");
        System.setProperty("org.apache.logging.log4j.simplelog.level", "OFF");
        Bench.main(args, new JavacordPeer());
    }
}
