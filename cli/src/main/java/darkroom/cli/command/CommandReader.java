package darkroom.cli.command;

import darkroom.cli.settings.Faults;
import darkroom.cli.settings.Nearest;
import darkroom.queue.Excerpt;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Reads a command line to its end. picocli stops at the first flag that it cannot read, and would
 * call all that follow unknown; so such a flag is noted, taken away, and the rest is read again.
 */
final class CommandReader {
    private final CommandLine command;
    private final Faults faults;
    private final Set<ArgSpec> noted = new HashSet<>();

    CommandReader(CommandLine command, Faults faults) {
        this.command = command;
        this.faults = faults;
        command.getCommandSpec().parser().collectErrors(true);
        command.setUnmatchedArgumentsAllowed(true);
        command.setOverwrittenOptionsAllowed(true);
    }

    ParseResult read(String... args) {
        List<String> left = new ArrayList<>(List.of(args));
        while (true) {
            ParseResult parsed = command.parseArgs(left.toArray(String[]::new));
            Optional<OptionSpec> broken = broken(parsed, left);
            if (broken.isEmpty()) {
                all(parsed).forEach(this::addMissing);
                all(parsed).forEach(this::addRepeated);
                addUnknown(parsed, left);
                return parsed;
            }
            OptionSpec option = broken.get();
            noted.add(option);
            left.removeIf(word -> isOf(option, word));
            boolean flag = option.arity().max() == 0;
            faults.add(
                    option.longestName(),
                    flag ? "no value" : "one value",
                    flag ? "one" : "none",
                    flag ? "leave it out" : "write it after the flag");
        }
    }

    private static Optional<OptionSpec> broken(ParseResult parsed, List<String> left) {
        for (ParameterException error : errors(parsed)) {
            for (ArgSpec arg : argsOf(error)) {
                if (arg instanceof OptionSpec option
                        && left.stream().anyMatch(word -> isOf(option, word))) {
                    return Optional.of(option);
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isOf(OptionSpec option, String word) {
        for (String name : option.names()) {
            if (word.equals(name) || word.startsWith(name + "=")) {
                return true;
            }
        }
        return false;
    }

    private static List<ParameterException> errors(ParseResult parsed) {
        List<ParameterException> errors = new ArrayList<>();
        for (ParseResult at : all(parsed)) {
            at.errors().forEach(error -> errors.add((ParameterException) error));
        }
        return errors;
    }

    private static List<ArgSpec> argsOf(ParameterException error) {
        if (error instanceof MissingParameterException missing) {
            return missing.getMissing();
        }
        return Optional.ofNullable(error.getArgSpec()).map(List::of).orElse(List.of());
    }

    private void addMissing(ParseResult at) {
        for (Exception error : at.errors()) {
            for (ArgSpec arg : argsOf((ParameterException) error)) {
                if (noted.add(arg)) {
                    String name =
                            arg instanceof OptionSpec option
                                    ? option.longestName()
                                    : arg.paramLabel();
                    String verb = arg.command().qualifiedName();
                    faults.add(
                            "cannot run \""
                                    + verb
                                    + "\": expected "
                                    + name
                                    + ", found none; \""
                                    + verb
                                    + " --help\" shows what it is");
                }
            }
        }
    }

    private void addRepeated(ParseResult at) {
        for (OptionSpec option : at.matchedOptionsSet()) {
            int times = option.originalStringValues().size();
            if (times > 1 && !option.isMultiValue()) {
                faults.add(option.longestName(), "it once", "it " + times + " times", "keep one");
            }
        }
    }

    // picocli does not come to them when something is missing.
    private static List<String> unmatched(ParseResult parsed, List<String> args) {
        if (errors(parsed).isEmpty()) {
            return all(parsed).stream().flatMap(at -> at.unmatched().stream()).distinct().toList();
        }
        List<OptionSpec> known =
                all(parsed).stream().flatMap(at -> at.commandSpec().options().stream()).toList();
        return args.stream()
                .filter(word -> word.startsWith("--"))
                .filter(word -> known.stream().noneMatch(option -> isOf(option, word)))
                .toList();
    }

    // What follows an unknown flag may be its value, and that a secret: it is not shown.
    private void addUnknown(ParseResult parsed, List<String> args) {
        List<String> words = unmatched(parsed, args);
        List<String> flags = words.stream().filter(word -> word.startsWith("-")).toList();
        for (String word : flags.isEmpty() ? words : flags) {
            CommandSpec verb = all(parsed).get(all(parsed).size() - 1).commandSpec();
            boolean isFlag = word.startsWith("-");
            Set<String> known = isFlag ? verb.optionsMap().keySet() : verb.subcommands().keySet();
            String name = isFlag ? word.split("=", 2)[0] : Excerpt.of(word);
            faults.add(
                    "cannot run \""
                            + verb.qualifiedName()
                            + "\": expected "
                            + (isFlag
                                    ? "a flag that it has"
                                    : known.isEmpty() ? "no more" : "a verb")
                            + ", found \""
                            + name
                            + "\"; "
                            + (known.isEmpty()
                                    ? "leave it out"
                                    : "did you mean " + Nearest.to(name, known) + "?"));
        }
    }

    private static List<ParseResult> all(ParseResult parsed) {
        List<ParseResult> all = new ArrayList<>();
        for (ParseResult at = parsed; at != null; at = at.subcommand()) {
            all.add(at);
        }
        return all;
    }
}
