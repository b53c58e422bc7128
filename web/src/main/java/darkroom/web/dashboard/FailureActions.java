package darkroom.web.dashboard;

import darkroom.queue.Excerpt;
import darkroom.queue.failures.FailureGroup;
import darkroom.queue.failures.FailureGroups;
import darkroom.queue.failures.FailureTriage;
import darkroom.queue.redis.RedisStore;
import darkroom.web.dashboard.access.AllowedTo;
import darkroom.web.dashboard.access.Caller;
import darkroom.web.dashboard.access.Routes;
import darkroom.web.dashboard.page.Words;
import darkroom.web.http.Problem;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What people say of groups of failures. Each is a POST, checked by role, and in the audit log. */
final class FailureActions {
    private static final Pattern HOURS = Pattern.compile("[1-9][0-9]{0,3}");

    private final Audited audited;
    private final RedisStore store;
    private final FailureGroups groups;
    private final FailureTriage triage;

    FailureActions(Audited audited, RedisStore store, FailureGroups groups) {
        this.audited = audited;
        this.store = store;
        this.groups = groups;
        this.triage = new FailureTriage(store);
    }

    void register(Routes routes) {
        routes.post("/failure/mute", AllowedTo.OPERATOR, this::mute)
                .post("/failure/unmute", AllowedTo.OPERATOR, this::unmute)
                .post("/failure/resolve", AllowedTo.OPERATOR, this::resolve)
                .post("/failure/assign", AllowedTo.OPERATOR, this::assign)
                .post("/failure/note", AllowedTo.OPERATOR, this::note)
                .post("/failure/runbook", AllowedTo.OPERATOR, this::runbook);
    }

    private void mute(Context context) {
        Duration time = hours(Caller.form(context).get("hours"));
        Instant until = Instant.ofEpochMilli(store.timeMillis()).plus(time);
        change(
                context,
                "mute",
                group -> "until " + group.triage().mutedUntil().map(Words::time).orElse("now"),
                who -> triage.mute(id(context), until, who),
                "until " + Words.time(until));
    }

    private void unmute(Context context) {
        change(
                context,
                "unmute",
                FailureActions::state,
                who -> triage.unmute(id(context), who),
                "not muted");
    }

    private void resolve(Context context) {
        change(
                context,
                "resolve",
                FailureActions::state,
                who -> triage.resolve(id(context), who),
                "resolved");
    }

    private void assign(Context context) {
        String assignee = Caller.form(context).get("assignee").strip();
        change(
                context,
                "assign",
                group -> group.triage().assignee(),
                who -> triage.assign(id(context), assignee, who),
                assignee);
    }

    private void note(Context context) {
        String note = Caller.form(context).get("note").replace("\r\n", "\n").strip();
        change(
                context,
                "note",
                group -> group.triage().note(),
                who -> triage.note(id(context), note, who),
                note);
    }

    private void runbook(Context context) {
        String link = Caller.form(context).get("link").strip();
        change(
                context,
                "runbook",
                group -> group.triage().runbook(),
                who -> triage.runbook(id(context), link, who),
                link);
    }

    private void change(
            Context context,
            String verb,
            Function<FailureGroup, String> before,
            Function<String, Boolean> work,
            String after) {
        FailureGroup group = groups.find(id(context)).orElseThrow(FailureActions::unknown);
        audited.run(
                context,
                "failures " + verb,
                group.id(),
                before.apply(group),
                () -> {
                    if (!tried(work, Caller.of(context).operator().name())) {
                        throw unknown();
                    }
                    return after;
                });
        context.redirect(Words.with("/failure?done=said", "id", group.id()), HttpStatus.SEE_OTHER);
    }

    private static boolean tried(Function<String, Boolean> work, String who) {
        try {
            return work.apply(who);
        } catch (IllegalArgumentException e) {
            throw Problem.of(400, "wrong-form", String.valueOf(e.getMessage())).exception();
        }
    }

    private static String state(FailureGroup group) {
        return group.triage().state().name().toLowerCase(Locale.ROOT);
    }

    private static Duration hours(String text) {
        if (!HOURS.matcher(text).matches()) {
            throw Problem.of(
                            400,
                            "wrong-form",
                            "cannot mute the group: expected a number of hours, 1..9999, found \""
                                    + Excerpt.of(text)
                                    + "\"")
                    .exception();
        }
        return Duration.ofHours(Long.parseLong(text));
    }

    private static String id(Context context) {
        return Caller.form(context).get("id");
    }

    private static RuntimeException unknown() {
        return Problem.of(
                        409,
                        "no-such-group",
                        "cannot do this: there is no such group of failures any more, or never was")
                .exception();
    }
}
