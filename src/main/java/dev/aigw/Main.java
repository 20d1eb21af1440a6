package dev.aigw;

import dev.aigw.cli.CommandTree;
import dev.aigw.cli.Surroundings;

/** The command line. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(CommandTree.run(Surroundings.ofProcess(), args));
    }
}
