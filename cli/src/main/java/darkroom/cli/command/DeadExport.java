package darkroom.cli.command;

import darkroom.cli.settings.DeadFlags;
import darkroom.cli.settings.Faults;
import darkroom.cli.settings.QueryFlags;
import darkroom.queue.inspect.DeadJobs.DeadView;
import darkroom.queue.json.ExportLine;
import darkroom.queue.operations.Operations;
import darkroom.queue.operations.SelectedJobs;
import darkroom.queue.operations.Selection;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "export",
        description = {
            "Write dead jobs, oldest first, one JSON object a line.",
            "The values of their args are masked, and so is what a failure quotes of them.",
            "It is written down in the log of operations."
        },
        footer = {"", "Example: darkroom dead export --kind push --file push.ndjson"})
final class DeadExport extends DeadVerb {
    @Mixin private Person person = new Person();

    @Mixin private DeadFlags only = new DeadFlags();

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "Into a file that is not there yet, instead of standard output.")
    private @Nullable Path file;

    @Option(names = "--unmasked", description = "With all values, and the job as it stood.")
    private boolean unmasked;

    @Override
    Work work(Faults faults) {
        if (!only.isGiven() || only.isContradictory()) {
            faults.add(
                    "the jobs",
                    "a filter such as --kind, or --all",
                    only.isGiven() ? "both" : "none",
                    "give one of the two");
        }
        Optional<Path> given = Optional.ofNullable(file).map(Path::toAbsolutePath);
        given.ifPresent(path -> check(path, faults));
        DeadFlags.Chosen chosen = only.chosen(faults);
        QueryFlags.Chosen query = only.query(only.isSearch() ? faults : new Faults());
        return (store, archive) -> {
            long now = store.timeMillis();
            Selection some =
                    only.isSearch()
                            ? DeadBulk.found(store, archive, query.at(now))
                            : chosen.at(now);
            Operations operations = new Operations(store);
            String what = "export " + (unmasked ? "unmasked " : "") + some;
            SelectedJobs jobs = new SelectedJobs(store, archive);
            long count =
                    person.does(
                            store,
                            "dead export",
                            some.toString(),
                            unmasked ? "unmasked" : "masked",
                            () -> {
                                operations.note(person.name(), what);
                                return given.isEmpty()
                                        ? toConsole(jobs, some)
                                        : toFile(jobs, some, given.get());
                            },
                            exported -> exported + " jobs");
            console().note(count + " dead jobs exported");
            return 0;
        };
    }

    private static void check(Path path, Faults faults) {
        Path parent = path.getParent();
        if (Files.exists(path)) {
            faults.add("--file", "a file that is not there yet", path.toString(), "name another");
        } else if (parent == null || !Files.isDirectory(parent)) {
            faults.add(
                    "--file",
                    "a file in a folder that is there",
                    path.toString(),
                    "make the folder, or name another");
        }
    }

    private long toConsole(SelectedJobs jobs, Selection some) {
        return jobs.each(some, dead -> console().line(line(dead)));
    }

    /** Whole or not at all: a file that is there has all of them. */
    private long toFile(SelectedJobs jobs, Selection some, Path whole) {
        try {
            Path part =
                    Files.createTempFile(
                            whole.getParent(),
                            ".export",
                            ".part",
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
            try {
                long count;
                try (BufferedWriter out = Files.newBufferedWriter(part)) {
                    count = jobs.each(some, dead -> write(out, line(dead)));
                }
                Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
                return count;
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot write " + whole + ": " + e + "; name another --file", e);
        }
    }

    private static void write(Writer out, String line) {
        try {
            out.write(line);
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot write the export: " + e + "; make room and try again", e);
        }
    }

    private String line(DeadView dead) {
        return unmasked
                ? ExportLine.whole(dead.job(), dead.since())
                : ExportLine.masked(dead.job(), dead.since());
    }
}
