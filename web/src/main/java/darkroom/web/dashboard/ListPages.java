package darkroom.web.dashboard;

import darkroom.queue.inspect.WaitingJob;
import darkroom.queue.inspect.WaitingJob.Place;
import darkroom.queue.inspect.WaitingJobs;
import darkroom.queue.json.StoredJob;
import darkroom.queue.operator.AuditLog;
import darkroom.queue.operator.Operator;
import darkroom.queue.operator.Operators;
import darkroom.queue.operator.Role;
import darkroom.web.dashboard.access.AllowedTo;
import darkroom.web.dashboard.access.Caller;
import darkroom.web.dashboard.access.Routes;
import darkroom.web.dashboard.figures.LastKnown;
import darkroom.web.dashboard.figures.LastKnown.Shown;
import darkroom.web.dashboard.page.Block;
import darkroom.web.dashboard.page.Button;
import darkroom.web.dashboard.page.Cell;
import darkroom.web.dashboard.page.Grid;
import darkroom.web.dashboard.page.Note;
import darkroom.web.dashboard.page.Pager;
import darkroom.web.dashboard.page.Tone;
import darkroom.web.dashboard.page.Words;
import darkroom.web.http.Requested;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Pages of a list: what is due later, what operators did, who they are. */
final class ListPages {
    private static final int PAGE = 50;

    private final Screens screens;
    private final WaitingJobs waiting;
    private final AuditLog audit;
    private final Operators operators;
    private final LastKnown<List<Block>> known = new LastKnown<>();

    ListPages(Screens screens, WaitingJobs waiting, AuditLog audit, Operators operators) {
        this.screens = screens;
        this.waiting = waiting;
        this.audit = audit;
        this.operators = operators;
    }

    void register(Routes routes) {
        routes.get(
                        "/scheduled",
                        AllowedTo.VIEWER,
                        context -> due(context, "Scheduled", Place.SCHEDULED))
                .get(
                        "/retrying",
                        AllowedTo.VIEWER,
                        context -> due(context, "Retrying", Place.RETRYING))
                .get("/audit", AllowedTo.OPERATOR, this::audit)
                .get("/operators", AllowedTo.ADMIN, this::operators);
    }

    private void show(Context context, String title, Supplier<List<Block>> blocks) {
        // Who looks is a part of what is shown.
        String key = Caller.of(context).operator().name() + context.path() + context.queryString();
        Shown<List<Block>> shown = known.get(key, blocks);
        screens.live(context, title, shown.value().orElse(List.of()), shown.age(), shown.fault());
    }

    private void due(Context context, String title, Place place) {
        long offset = Asked.offset(context);
        show(
                context,
                title,
                () -> blocks(context.path(), offset, waiting.due(place, offset, PAGE + 1)));
    }

    private static List<Block> blocks(String path, long offset, List<WaitingJob> found) {
        List<WaitingJob> page = found.subList(0, Math.min(PAGE, found.size()));
        List<List<Cell>> rows = new ArrayList<>();
        for (WaitingJob job : page) {
            Optional<StoredJob> said = job.job();
            rows.add(
                    List.of(
                            Cell.of(Words.time(job.due().orElseThrow())),
                            Cell.of(said.map(StoredJob::kind).orElse("cannot be read")),
                            QueuePages.link(job.queue()),
                            job(job),
                            Cell.of(Words.count(said.map(StoredJob::attempt).orElse(0)))));
        }
        return List.of(
                new Grid(
                        "",
                        Grid.columns("Due (UTC)", "Kind", "Queue", "Job", "#Next attempt"),
                        rows,
                        "Nothing is due later."),
                Pager.of(path, offset, found.size(), PAGE));
    }

    private static Cell job(WaitingJob job) {
        return job.id().isEmpty() ? Cell.of("") : Cell.link(job.id(), JobPage.address(job));
    }

    private void audit(Context context) {
        String before = Asked.text(context, "before");
        if (!before.isEmpty() && !AuditLog.isId(before)) {
            throw Requested.wrong("before", "the id of an entry", before);
        }
        show(context, "Audit", () -> new AuditTable(audit).blocks(before));
    }

    private void operators(Context context) {
        String self = Caller.of(context).operator().name();
        show(
                context,
                "Operators",
                () -> {
                    List<List<Cell>> rows = new ArrayList<>();
                    operators.list().forEach(operator -> rows.add(row(operator, self)));
                    return List.of(
                            new Grid(
                                    "",
                                    Grid.columns("Name", "Role", "Known by", "Act"),
                                    rows,
                                    "There is none."),
                            new Note(
                                    "\"darkroom operator add NAME --role ROLE\" adds one and prints"
                                            + " an API token once; roles are "
                                            + Role.VIEWER.word()
                                            + ", "
                                            + Role.OPERATOR.word()
                                            + " and "
                                            + Role.ADMIN.word()
                                            + ".",
                                    Tone.QUIET));
                });
    }

    private static List<Cell> row(Operator operator, String self) {
        boolean hasPassword = !operator.credentials().password().isEmpty();
        boolean hasToken = !operator.credentials().token().isEmpty();
        List<Button> buttons =
                operator.name().equals(self)
                        ? List.of()
                        : List.of(
                                new Button(
                                        "Remove",
                                        "/operators/remove",
                                        Map.of("name", operator.name()),
                                        true));
        return List.of(
                Cell.of(operator.name()),
                Cell.of(operator.role().word()),
                Cell.of(
                        (hasPassword ? "password" : "")
                                + (hasPassword && hasToken ? ", " : "")
                                + (hasToken ? "API token" : "")),
                Cell.of(buttons));
    }
}
