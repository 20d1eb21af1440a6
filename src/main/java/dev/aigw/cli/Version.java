package dev.aigw.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version that the jar was built as. */
final class Version implements IVersionProvider {
    static String number() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("unreleased");
    }

    @Override
    public String[] getVersion() {
        return new String[] {"aigw " + number() + " (Java " + Runtime.version().feature() + ")"};
    }
}
