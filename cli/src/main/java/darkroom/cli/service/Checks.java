package darkroom.cli.service;

import darkroom.jobs.shards.Database;
import darkroom.jobs.shards.DatabaseAddress;
import darkroom.web.health.ReadinessCheck;
import java.util.ArrayList;
import java.util.List;

/** What must take a write for a process to be ready: Redis, and each database. */
final class Checks {
    private Checks() {}

    static List<ReadinessCheck> of(Backend backend) {
        List<ReadinessCheck> checks = new ArrayList<>();
        checks.add(
                new ReadinessCheck(
                        "redis",
                        "Redis at " + backend.settings().redis().display(),
                        backend.store()::probe));
        List<DatabaseAddress> addresses = backend.settings().databases();
        List<Database> databases = backend.shards().databases();
        for (int i = 0; i < databases.size(); i++) {
            checks.add(
                    new ReadinessCheck(
                            "postgres-" + i,
                            "PostgreSQL " + addresses.get(i),
                            databases.get(i)::probe));
        }
        return checks;
    }
}
