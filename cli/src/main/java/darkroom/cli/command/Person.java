package darkroom.cli.command;

import java.net.InetAddress;
import java.net.UnknownHostException;
import picocli.CommandLine.Option;

/** Who runs a verb, for the log of operations or the audit log. */
final class Person {
    @Option(
            names = "--by",
            paramLabel = "NAME",
            description = "Who does so. Default: the user's name here, and the host's")
    private String by = System.getProperty("user.name", "unknown") + "@" + host();

    String name() {
        return by;
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
