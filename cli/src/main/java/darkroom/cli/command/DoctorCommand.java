package darkroom.cli.command;

import darkroom.cli.output.Progress;
import darkroom.cli.service.OutsideCheck;
import darkroom.cli.service.PhotosCheck;
import darkroom.cli.service.Surroundings;
import darkroom.cli.settings.DatabaseFlags;
import darkroom.cli.settings.Faults;
import darkroom.cli.settings.OutsideFlags;
import darkroom.cli.settings.PhotosFlags;
import darkroom.cli.settings.RedisFlags;
import darkroom.cli.settings.ServiceSettings.Outside;
import darkroom.queue.doctor.Finding;
import darkroom.queue.doctor.Report;
import darkroom.queue.operator.AuditEntry.Act;
import darkroom.queue.operator.AuditEntry.Phase;
import darkroom.queue.redis.RedisAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "doctor",
        description = {
            "Look at Redis, and at the databases, the photos' disk and the settings for Apple and X"
                    + " where they are given; cross-check every place where a job can be. The fleet"
                    + " may work on.",
            "Exit code 1 if anything is wrong."
        })
final class DoctorCommand extends Verb {
    @Mixin private RedisFlags redis = new RedisFlags();

    @Mixin private DatabaseFlags databases = new DatabaseFlags();

    @Mixin private OutsideFlags outside = new OutsideFlags();

    @Mixin private PhotosFlags photos = new PhotosFlags();

    @Option(names = "--repair", description = "Put right what needs no judgement, then look again.")
    private boolean repair;

    @Option(names = "--dry-run", description = "With --repair: say what it would put right.")
    private boolean dryRun;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Mixin private Person person = new Person();

    @Override
    Callable<Integer> prepare(Map<String, String> environment, Faults faults) {
        Optional<RedisAddress> address = redis.address(environment, faults);
        DatabaseFlags.Given given = databases.given(environment, faults);
        if (dryRun && !repair) {
            faults.add("--dry-run", "--repair beside it", "none", "add it, or leave out --dry-run");
        }
        Optional<Path> folder = photos.folder(environment, faults);
        // All else can be examined without these, so what is wrong with them is a finding.
        Faults own = new Faults();
        Outside settings = outside.outside(environment, own);
        return () ->
                examine(
                        new OutsideCheck(settings, own.list()),
                        folder.map(path -> new PhotosCheck(path, PhotosCheck.FREE_MIN)),
                        new Surroundings(address.orElseThrow(), given));
    }

    private int examine(OutsideCheck others, Optional<PhotosCheck> disk, Surroundings surroundings)
            throws InterruptedException {
        Progress progress = Progress.on(console());
        try (surroundings) {
            List<Finding> findings = new ArrayList<>(surroundings.findings());
            List<String> notes = new ArrayList<>(surroundings.notes());
            findings.addAll(others.findings());
            notes.addAll(others.notes());
            disk.ifPresent(check -> findings.addAll(check.findings()));
            disk.ifPresent(check -> notes.addAll(check.notes()));
            boolean repairs = repair && !dryRun;
            Act act = new Act(person.name(), Person.COMMAND, "doctor repair", "all places");
            if (repairs) {
                surroundings.noted(act, Phase.BEGUN, findings.size() + " things are wrong outside");
            }
            Report report =
                    surroundings.examine(
                            repairs,
                            (stage, seen) -> progress.show("examined", seen + " " + stage));
            if (repairs) {
                String what = String.join("; ", report.repaired());
                surroundings.noted(act, Phase.DONE, what.isEmpty() ? "nothing to repair" : what);
            }
            progress.done("examined", "all places");
            findings.addAll(report.findings());
            notes.addAll(report.notes());
            print(findings, notes, report.repaired());
            return findings.isEmpty() ? 0 : 1;
        }
    }

    private void print(List<Finding> findings, List<String> notes, List<String> repaired) {
        if (json) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("well", findings.isEmpty());
            all.put("findings", findings.stream().map(DoctorCommand::fields).toList());
            all.put("notes", notes);
            all.put("repaired", repaired);
            console().json(all);
            return;
        }
        repaired.forEach(line -> console().line("repaired  " + line));
        notes.forEach(note -> console().line("note      " + note));
        for (Finding finding : findings) {
            console().line("wrong     " + finding.text());
            if (dryRun && finding.repairable()) {
                console().line("would     put right " + finding.name());
            }
        }
        console().line(findings.isEmpty() ? "all is well" : findings.size() + " things are wrong");
    }

    private static Map<String, Object> fields(Finding finding) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", finding.name());
        fields.put("count", finding.count());
        fields.put("examples", finding.examples());
        fields.put("what", finding.what());
        fields.put("cause", finding.cause());
        fields.put("remedy", finding.remedy());
        fields.put("repairable", finding.repairable());
        return fields;
    }
}
