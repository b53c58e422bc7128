package darkroom.web.dashboard;

import darkroom.jobs.people.PasswordHash;
import darkroom.queue.failures.FailureGroups;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.inspect.JobPlaces;
import darkroom.queue.inspect.Queues;
import darkroom.queue.inspect.WaitingJobs;
import darkroom.queue.objectives.Objectives;
import darkroom.queue.operations.Operations;
import darkroom.queue.operator.AuditLog;
import darkroom.queue.operator.OperatorSessions;
import darkroom.queue.operator.Operators;
import darkroom.queue.operator.SetupLink;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.threads.ThreadBoards;
import darkroom.web.dashboard.access.AllowedTo;
import darkroom.web.dashboard.access.Guard;
import darkroom.web.dashboard.access.Routes;
import darkroom.web.dashboard.access.SignIn;
import darkroom.web.dashboard.access.SignInRoutes;
import darkroom.web.dashboard.figures.Board;
import darkroom.web.dashboard.figures.FiguresReader;
import darkroom.web.dashboard.figures.LatestThreads;
import darkroom.web.dashboard.page.Assets;
import darkroom.web.http.Problem;
import darkroom.web.http.Problems;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All of the dashboard but its server: what it shows, to whom, and what can be done there. */
public final class Dashboard implements AutoCloseable {
    /**
     * Headers on every answer. The referrer stays within: with none at all browsers would not say
     * where a form comes from.
     */
    public static final Map<String, String> HEADERS =
            Map.of(
                    "X-Content-Type-Options",
                    "nosniff",
                    "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                            + " connect-src 'self'; form-action 'self'; base-uri 'none';"
                            + " frame-ancestors 'none'",
                    "X-Frame-Options",
                    "DENY",
                    "Referrer-Policy",
                    "same-origin",
                    "Cross-Origin-Opener-Policy",
                    "same-origin",
                    "Cross-Origin-Resource-Policy",
                    "same-origin",
                    "Cache-Control",
                    "no-store");

    private static final String FOR_EVER = "public, max-age=31536000, immutable";

    private final RedisStore store;
    private final BesideRedis beside;
    private final Masking masking;
    private final SecureRandom random;
    private final Problems problems;
    private final LiveStreams streams = new LiveStreams();
    private final Board board;
    private final Guard guard;
    private final Assets assets = new Assets();
    private List<Routes.Route> routes = List.of();

    /**
     * The dashboard of the fleet in {@code store}, which stays the caller's to close.
     *
     * @param beside what is known beside Redis
     * @param maskedKinds kinds whose args nobody sees
     * @param problems notes what nobody expected
     * @param random for tokens and salts
     */
    public Dashboard(
            RedisStore store,
            BesideRedis beside,
            Set<String> maskedKinds,
            Problems problems,
            SecureRandom random) {
        this.store = store;
        this.beside = beside;
        this.masking = new Masking(maskedKinds);
        this.problems = problems;
        this.random = random;
        this.board = new Board(new FiguresReader(store)::read, streams::tell);
        this.guard = new Guard(new Operators(store, random), new OperatorSessions(store, random));
    }

    /** Stands before every route. */
    public Handler guard() {
        return guard;
    }

    /** Adds everything. */
    public void register(RoutesConfig config) {
        Screens screens = new Screens(assets, board, store.address().display());
        Routes all = new Routes(config);
        Operators operators = new Operators(store, random);
        AuditLog audit = new AuditLog(store);
        SignInRoutes signIn =
                new SignInRoutes(
                        guard,
                        new SignIn(operators, new PasswordHash(random)),
                        new SignInRoutes.Stores(
                                operators,
                                new OperatorSessions(store, random),
                                new SetupLink(store, random),
                                audit),
                        screens::show);
        new ErrorPages(problems, screens, signIn).register(config);
        signIn.register(all);
        DeadJobs dead = new DeadJobs(store, beside.dead().bodies());
        JobPage job = jobPage(screens, dead);
        pages(all, screens, dead, job);
        new ListPages(screens, new WaitingJobs(store), audit, operators).register(all);
        Audited audited = new Audited(audit, board);
        fanOuts(all, screens, audited);
        FailureGroups groups = new FailureGroups(store);
        all.get("/failures", AllowedTo.VIEWER, new FailuresPage(screens, groups)::show)
                .get("/failure", AllowedTo.VIEWER, new FailurePage(screens, groups)::show);
        new FailureActions(audited, store, groups).register(all);
        operations(all, screens, audited);
        new ObjectiveActions(audited, new Objectives(store)).register(all);
        new Actions(audited, new Queues(store), operators).register(all);
        new JobActions(audited, dead, new JobPlaces(store), job).register(all);
        all.get("/events", AllowedTo.VIEWER, streams::open);
        all.get("/assets/{file}", AllowedTo.ANYONE, this::asset);
        all.get("/health", AllowedTo.ANYONE, context -> context.result("alive"));
        routes = all.all();
    }

    private void operations(Routes all, Screens screens, Audited audited) {
        Operations operations = new Operations(store);
        OperationPages pages = new OperationPages(screens, operations);
        DeadChoices choices = new DeadChoices(store, beside.dead().search());
        OrderPage order = new OrderPage(screens, new FailureGroups(store), choices);
        all.get("/operations", AllowedTo.VIEWER, pages::all)
                .get("/operation", AllowedTo.VIEWER, pages::one)
                .get("/order", AllowedTo.OPERATOR, order::show);
        new OperationActions(audited, operations, choices).register(all);
        new ExportActions(audited, choices, store, beside.dead().bodies(), masking).register(all);
    }

    /** All routes that were added. */
    public List<Routes.Route> routes() {
        return routes;
    }

    /** Ends what would go on for as long as somebody looks; to be called before the server ends. */
    public void endStreams() {
        streams.close();
    }

    @Override
    public void close() {
        streams.close();
        board.close();
    }

    private void pages(Routes all, Screens screens, DeadJobs dead, JobPage job) {
        QueuePages queues = new QueuePages(screens);
        SearchPage search = new SearchPage(screens, store, beside.dead().search());
        all.get("/", AllowedTo.VIEWER, new HomePage(screens)::show)
                .get("/queues", AllowedTo.VIEWER, queues::all)
                .get("/queue", AllowedTo.VIEWER, queues::one)
                .get("/waiting", AllowedTo.VIEWER, new WaitingPage(screens, store, masking)::show)
                .get("/kinds", AllowedTo.VIEWER, new KindsPage(screens)::show)
                .get("/dead", AllowedTo.VIEWER, new DeadPage(screens, dead, search)::show)
                .get("/search", AllowedTo.VIEWER, search::show)
                .get("/job", AllowedTo.VIEWER, job::show)
                .get("/fleet", AllowedTo.VIEWER, new FleetPage(screens)::show);
        LatestThreads threads = new LatestThreads(new ThreadBoards(store));
        all.get("/threads", AllowedTo.VIEWER, new ThreadsPage(screens, threads)::show)
                .get("/threads/job", AllowedTo.VIEWER, new ThreadPage(screens, threads)::show);
    }

    private JobPage jobPage(Screens screens, DeadJobs dead) {
        return new JobPage(screens, dead, new JobPlaces(store), beside, masking);
    }

    private void fanOuts(Routes all, Screens screens, Audited audited) {
        FanOutPages pages = new FanOutPages(screens, beside.fanOuts());
        all.get("/fan-outs", AllowedTo.VIEWER, pages::all)
                .get("/fan-out", AllowedTo.VIEWER, pages::one);
        new FanOutActions(audited, beside.fanOuts()).register(all);
    }

    private void asset(Context context) {
        Assets.Asset asset =
                assets.find(context.pathParam("file"))
                        .orElseThrow(
                                () ->
                                        Problem.notFound("there is nothing at this address")
                                                .exception());
        context.header("Cache-Control", FOR_EVER)
                .contentType(asset.mediaType())
                .result(asset.bytes());
    }
}
