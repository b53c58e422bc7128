package darkroom.queue.doctor;

import darkroom.queue.Limits;
import darkroom.queue.maintenance.Reaper;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.RedisStore.Scored;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Processes, and what is there in the name of processes that are not. */
final class FleetCheck {
    private static final String LEFT = "keys were deleted or restored one without the other";

    /**
     * A process is lost after a lease of eight seconds, and is reaped at once by any that lives.
     */
    private static final Duration REAPED_BY = Duration.ofSeconds(30);

    private final RedisStore store;
    private final Keys keys;
    private final Mender mender;

    FleetCheck(RedisStore store, Mender mender) {
        this.store = store;
        this.keys = store.keys();
        this.mender = mender;
    }

    List<Diagnosis> diagnoses(Keyspace keyspace) {
        List<Diagnosis> found = new ArrayList<>();
        List<String> orphans = orphans(keyspace);
        orphanJobs(orphans, found);
        notReaped(found);
        mender.diagnosis(
                        Mender.Sort.PROCESS,
                        // The record of one that holds jobs goes when those are reaped.
                        Mender.suspects(
                                keyspace.processes().stream()
                                        .filter(id -> !orphans.contains(id))
                                        .toList(),
                                keys::process),
                        "stray-process",
                        "there are %d records of processes that are not in the fleet",
                        LEFT,
                        "--repair deletes the records")
                .ifPresent(found::add);
        mender.diagnosis(
                        Mender.Sort.SERVING,
                        Mender.suspects(store.members(keys.serving())),
                        "stray-serving",
                        "there are %d processes that take a share of the fleet's threads and are not in the"
                                + " fleet",
                        LEFT,
                        "--repair takes them out, so that the others share the threads")
                .ifPresent(found::add);
        mender.diagnosis(
                        Mender.Sort.STANDBY,
                        Mender.suspects(store.hash(keys.standby()).keySet()),
                        "stray-standby",
                        "there are %d processes that stand by for a job and are not in the fleet",
                        LEFT,
                        "--repair takes them out")
                .ifPresent(found::add);
        return found;
    }

    /** Processes that are neither in the fleet nor lost, and hold jobs. */
    List<String> orphans(Keyspace keyspace) {
        return mender.wrong(
                Mender.Sort.RESERVED, Mender.suspects(keyspace.reservedBy(), keys::reserved));
    }

    private void orphanJobs(List<String> ids, List<Diagnosis> found) {
        if (ids.isEmpty()) {
            return;
        }
        long jobs = ids.stream().mapToLong(id -> store.hashSize(keys.reserved(id))).sum();
        found.add(
                Diagnosis.of(
                        new Finding(
                                "orphan-jobs",
                                jobs,
                                ids,
                                jobs
                                        + " jobs are held by "
                                        + ids.size()
                                        + " processes that are neither in the fleet nor lost, so"
                                        + " that nobody gives them back",
                                "the set of processes was deleted or restored without the rest",
                                "--repair gives the processes up for lost and their jobs back",
                                true),
                        () -> {
                            List<String> given =
                                    mender.mend(
                                            Mender.Sort.RESERVED,
                                            Mender.suspects(ids, keys::reserved));
                            Reaper.Reaped reaped = reaper().reapLost();
                            return "orphan-jobs: gave "
                                    + given.size()
                                    + " processes up for lost; "
                                    + reaped.givenBack()
                                    + " jobs are back in their queues, "
                                    + reaped.dead()
                                    + " are dead";
                        }));
    }

    private void notReaped(List<Diagnosis> found) {
        long now = store.timeMillis();
        List<String> ids = new ArrayList<>();
        for (Scored lost : store.sortedRange(keys.lost(), 0, page())) {
            if (now - lost.score() > REAPED_BY.toMillis()) {
                ids.add(lost.member());
            }
        }
        int lost = ids.size();
        for (Scored process : store.sortedRange(keys.processes(), 0, page())) {
            if (now - process.score() > REAPED_BY.toMillis()) {
                ids.add(process.member());
            }
        }
        if (ids.isEmpty()) {
            return;
        }
        Finding finding = notReaped(ids, lost > 0);
        found.add(lost == 0 ? Diagnosis.of(finding) : Diagnosis.of(finding, this::reapLost));
    }

    private static Finding notReaped(List<String> ids, boolean repairable) {
        return new Finding(
                "not-reaped",
                ids.size(),
                ids,
                ids.size()
                        + " processes have been silent for more than "
                        + REAPED_BY
                        + " and nobody has reaped them",
                "no worker process has been running since",
                !repairable
                        ? "start a worker process: it gives their jobs back within its" + " lease"
                        : "start a worker process; --repair gives back the jobs of those"
                                + " that are given up for lost already",
                repairable);
    }

    private String reapLost() {
        Reaper.Reaped reaped = reaper().reapLost();
        return "not-reaped: "
                + reaped.givenBack()
                + " jobs are back in their queues, "
                + reaped.dead()
                + " are dead";
    }

    private Reaper reaper() {
        return new Reaper(store, Reaper.Lease.DEFAULT);
    }

    private static long page() {
        return Limits.PAGE_MAX - 1L;
    }
}
