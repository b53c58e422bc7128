package darkroom.cli.command;

import darkroom.cli.output.Table;
import darkroom.cli.service.ArchiveAccess;
import darkroom.cli.service.Kinds;
import darkroom.cli.settings.Faults;
import darkroom.cli.settings.QueryFlags;
import darkroom.queue.StoreUnavailableException;
import darkroom.queue.archive.DeadSearch;
import darkroom.queue.archive.DeadSearch.Answer;
import darkroom.queue.archive.DeadSearch.Freshness;
import darkroom.queue.archive.DeadSearch.Hit;
import darkroom.queue.client.QueueClient;
import darkroom.queue.redis.RedisStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "search",
        description = {
            "Find dead jobs by an index, latest first; needs the first database.",
            "What died in the last seconds may not be copied there: it is looked for in Redis."
        },
        footer = {"", "Example: darkroom dead search --kind push --arg photoId=4711 --since 2h"})
final class DeadFind extends DeadVerb {
    @Mixin private QueryFlags only = new QueryFlags();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "How many, 1..500. Default: 50")
    private String limit = "";

    @Option(
            names = "--after",
            paramLabel = "CURSOR",
            description = "Go on behind the answer that gave this.")
    private List<String> after = List.of();

    @Option(
            names = "--jobs",
            paramLabel = "JAR",
            description = "A jar whose kinds are known too; may be given again.")
    private List<Path> jars = List.of();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    Work work(Faults faults) {
        int most = faults.number("--limit", limit, 1, DeadSearch.LIMIT_MAX);
        QueryFlags.Chosen chosen = only.chosen(faults);
        Optional<String> cursor =
                after.isEmpty() ? Optional.empty() : Optional.of(after.get(after.size() - 1));
        cursor.ifPresent(text -> faults.check("--after", () -> DeadSearch.checkCursor(text)));
        return (store, archive) -> {
            DeadSearch search = search(store, archive, jars);
            print(search.search(chosen.at(now(store)), cursor, most));
            return 0;
        };
    }

    // The archive can be searched while Redis is away.
    private static long now(RedisStore store) {
        try {
            return store.timeMillis();
        } catch (StoreUnavailableException away) {
            return InstantSource.system().millis();
        }
    }

    static DeadSearch search(RedisStore store, ArchiveAccess archive, List<Path> jars) {
        QueueClient client = new QueueClient(store, InstantSource.system(), new SecureRandom());
        return archive.search(Kinds.with(jars, client).all())
                .orElseThrow(
                        () ->
                                new StoreUnavailableException(
                                        "cannot search dead jobs: expected the databases of the"
                                                + " deployment, found none given; give --databases,"
                                                + " or use \"darkroom dead ls\""));
    }

    private void print(Answer answer) {
        if (json) {
            console().json(fields(answer));
            return;
        }
        Table table = new Table("ID", "KIND", "QUEUE", "SINCE", "ERROR", "MESSAGE");
        for (Hit hit : answer.hits()) {
            table.row(
                    hit.place().name(),
                    hit.kind(),
                    hit.queue(),
                    since(hit),
                    hit.error(),
                    hit.message());
        }
        console().line(table.isEmpty() ? "no dead job was found" : table.text());
        Freshness fresh = answer.freshness();
        if (!fresh.isChecked()) {
            console().note("Redis is away: some may not be dead any more, and the latest lack");
        }
        if (fresh.unseen() > 0) {
            console()
                    .note(
                            fresh.unseen()
                                    + " that died lately are not copied yet, and not searched");
        }
        if (!answer.isWhole()) {
            console().note("the time was up before all were looked at");
        }
        answer.next().ifPresent(cursor -> console().note("--after " + cursor + " shows more"));
    }

    private static Instant since(Hit hit) {
        return Instant.ofEpochMilli(hit.place().diedAt());
    }

    private static Map<String, Object> fields(Answer answer) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("jobs", answer.hits().stream().map(DeadFind::fields).toList());
        answer.next().ifPresent(cursor -> fields.put("next", cursor));
        fields.put("whole", answer.isWhole());
        fields.put("uncopied", answer.freshness().uncopied());
        fields.put("unseen", answer.freshness().unseen());
        fields.put("checked", answer.freshness().isChecked());
        return fields;
    }

    private static Map<String, Object> fields(Hit hit) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", hit.place().name());
        fields.put("kind", hit.kind());
        fields.put("queue", hit.queue());
        fields.put("attempt", hit.attempt());
        fields.put("since", since(hit).toString());
        fields.put("reason", hit.reason());
        fields.put("type", hit.error());
        fields.put("message", hit.message());
        fields.put("group", hit.group());
        fields.put("user", hit.user());
        fields.put("shard", hit.shard());
        return fields;
    }
}
