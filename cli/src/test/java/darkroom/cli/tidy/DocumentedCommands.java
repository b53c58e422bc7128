package darkroom.cli.tidy;

import darkroom.cli.command.DarkroomCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;

/** Every {@code darkroom} command on a page is one that the command itself would take. */
final class DocumentedCommands implements Check {
    private static final Pattern COMMAND =
            Pattern.compile("(?:^|`)(?:\\./)?darkroom((?: [^\\s#`]+)*)(?=\\s*(?:#.*)?$|`)");

    @Override
    public boolean looksAt(String path) {
        return path.endsWith(".md");
    }

    @Override
    public List<String> faults(Checkout checkout, String path) {
        List<String> faults = new ArrayList<>();
        for (String line : checkout.lines(path)) {
            Matcher command = COMMAND.matcher(line);
            while (command.find()) {
                String words = command.group(1).strip();
                try {
                    new CommandLine(new DarkroomCommand())
                            .parseArgs(words.isEmpty() ? new String[0] : words.split(" +"));
                } catch (CommandLine.ParameterException e) {
                    faults.add(
                            path
                                    + ": expected a command that darkroom takes, found \""
                                    + words
                                    + "\": "
                                    + e.getMessage());
                }
            }
        }
        return faults;
    }
}
