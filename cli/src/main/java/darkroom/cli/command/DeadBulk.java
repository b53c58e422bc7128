package darkroom.cli.command;

import darkroom.cli.output.Table;
import darkroom.cli.service.ArchiveAccess;
import darkroom.cli.settings.DatabaseFlags;
import darkroom.cli.settings.DeadFlags;
import darkroom.cli.settings.Faults;
import darkroom.cli.settings.QueryFlags;
import darkroom.queue.archive.DeadQuery;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.inspect.Fleet;
import darkroom.queue.json.DeadJob;
import darkroom.queue.operations.Action;
import darkroom.queue.operations.FoundJobs;
import darkroom.queue.operations.Operation;
import darkroom.queue.operations.Operations;
import darkroom.queue.operations.Pace;
import darkroom.queue.operations.Plan;
import darkroom.queue.operations.SelectedJobs;
import darkroom.queue.operations.Selection;
import darkroom.queue.redis.RedisStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The same for several dead jobs: those of some ids at once, one after another, where one that
 * cannot be done does not stop the others; or those of a filter, as an operation of the fleet.
 */
abstract class DeadBulk extends ForEach {
    private static final int EXAMPLES = 5;
    private static final int REFUSALS_SHOWN_MAX = 20;

    @Parameters(paramLabel = "ID", arity = "0..*", description = "Ids of the jobs.")
    private List<String> ids = List.of();

    @Mixin private Person person = new Person();

    @Mixin private DatabaseFlags databases = new DatabaseFlags();

    @Mixin private DeadFlags only = new DeadFlags();

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "So many jobs a second, at most 10000. Default: 500")
    private @Nullable String rate;

    @Option(names = "--wait", description = "Wait until it has ended, and show how far it is.")
    private boolean wait;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    DeadBulk() {
        super(REFUSALS_SHOWN_MAX);
    }

    private DatabaseFlags.Given given = DatabaseFlags.Given.NONE;

    /** What is done. */
    abstract Action action();

    /** To one job, at once. */
    abstract void act(DeadJobs jobs, String id);

    /** What was done to it, in one word. */
    abstract String done();

    /** What else is given of the pace. */
    abstract Pace pace(Pace pace, Faults faults);

    /** Whether what was given can only be had of an operation. */
    abstract boolean needsOperation();

    @Override
    final Callable<Integer> prepare(Map<String, String> environment, Faults faults) {
        given = databases.given(environment, faults);
        return super.prepare(environment, faults);
    }

    @Override
    final Work work(Faults faults) {
        boolean byIds = !ids.isEmpty();
        if (byIds == only.isGiven() || only.isContradictory()) {
            faults.add(
                    "the jobs",
                    "their ids, a filter such as --kind, or --all",
                    byIds || only.isGiven() ? "two of these" : "none",
                    "give one of the three; --dry-run shows which jobs it means");
        }
        DeadFlags.Chosen chosen = only.chosen(faults);
        QueryFlags.Chosen query = only.query(only.isSearch() ? faults : new Faults());
        String asked = rate;
        int jobsASecond =
                asked == null
                        ? Pace.DEFAULT.rate()
                        : faults.number("--rate", asked, 1, Pace.RATE_MAX);
        Pace pace = pace(Pace.DEFAULT.withRate(jobsASecond), faults);
        boolean asOperation = !byIds || asked != null || wait || json || needsOperation();
        if (byIds) {
            faults.check("ID", () -> Selection.of(ids));
        }
        return store -> {
            try (ArchiveAccess archive = new ArchiveAccess(given, store)) {
                if (!asOperation) {
                    return forEach(store, new DeadJobs(store, archive));
                }
                long now = store.timeMillis();
                Selection some =
                        byIds
                                ? Selection.of(ids)
                                : only.isSearch()
                                        ? found(store, archive, query.at(now))
                                        : chosen.at(now);
                return isDryRun()
                        ? preview(new SelectedJobs(store), some)
                        : start(store, some, pace);
            }
        };
    }

    /** What a search finds now. */
    static Selection found(RedisStore store, ArchiveAccess archive, DeadQuery query) {
        return FoundJobs.of(DeadFind.search(store, archive, List.of()), query);
    }

    private int forEach(RedisStore store, DeadJobs jobs) {
        ids.forEach(id -> one(store, jobs, id));
        return exitCode();
    }

    private void one(RedisStore store, DeadJobs jobs, String id) {
        if (isDryRun()) {
            boolean there = jobs.find(id).isPresent();
            console()
                    .line(
                            there
                                    ? "job " + id + " would be " + done()
                                    : "job " + id + " is not in the dead set");
        } else if (attempt(() -> noted(store, jobs, id))) {
            console().line("job " + id + " " + done());
        }
    }

    private void noted(RedisStore store, DeadJobs jobs, String id) {
        String before = jobs.find(id).isPresent() ? "dead" : "not dead";
        person.does(
                store,
                "dead " + action().word(),
                id,
                before,
                () -> {
                    act(jobs, id);
                    return done();
                });
    }

    private int preview(SelectedJobs jobs, Selection some) {
        SelectedJobs.Preview preview = jobs.preview(some, EXAMPLES);
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("action", action().word());
            fields.put("selection", some.toString());
            fields.put("matched", preview.matched());
            fields.put("looked", preview.looked());
            fields.put("examples", preview.examples().stream().map(DeadCommand::summary).toList());
            console().json(fields);
            return 0;
        }
        console()
                .line(
                        preview.matched()
                                + (preview.matched() == preview.looked()
                                        ? ""
                                        : " of " + preview.looked())
                                + " dead jobs would be "
                                + done()
                                + ": "
                                + some);
        Table table = new Table("ID", "KIND", "SINCE", "REASON", "TYPE", "MESSAGE");
        for (DeadJobs.DeadView dead : preview.examples()) {
            DeadJob job = dead.job();
            DeadJob.Cause cause = job.cause();
            table.row(
                    job.id(),
                    job.kind(),
                    dead.since(),
                    cause.reason(),
                    cause.type(),
                    cause.message());
        }
        if (!table.isEmpty()) {
            console().line(table.text());
        }
        return 0;
    }

    private long number(RedisStore store, Operations operations, Plan plan) {
        return person.does(
                store,
                "operation " + action().word(),
                plan.selection().toString(),
                new DeadJobs(store).count() + " dead in all",
                () -> operations.start(plan),
                number -> "operation " + number);
    }

    private int start(RedisStore store, Selection some, Pace pace) throws InterruptedException {
        Operations operations = new Operations(store);
        long number = number(store, operations, new Plan(action(), some, pace, person.name()));
        if (new Fleet(store).list().isEmpty()) {
            console().note("no worker process is there: the operation begins when one is");
        }
        if (!json) {
            console()
                    .line(
                            "operation "
                                    + number
                                    + " is started: "
                                    + action().word()
                                    + " "
                                    + some
                                    + ", "
                                    + pace.rate()
                                    + " a second");
        }
        Operation ended =
                wait
                        ? OperationText.await(operations, number, console())
                        : operations.find(number).orElseThrow();
        if (json) {
            console().json(OperationText.fields(ended));
        } else if (!wait) {
            console().note("\"darkroom operations show " + number + "\" shows how far it is");
        }
        return wait ? OperationText.code(ended) : 0;
    }
}
