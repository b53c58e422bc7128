package darkroom.queue.doctor;

import darkroom.queue.QueueFullException;
import darkroom.queue.StoreUnavailableException;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.ServerFacts;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Whether a Redis is set up to keep a queue: what it says of itself, a write, and its clock. */
public final class ServerCheck {
    private static final long CLOCK_MILLIS_MAX = 5_000;
    private static final double MEMORY_SHARE_MAX = 0.8;
    private static final String SET = "set it with CONFIG SET, then CONFIG REWRITE";

    private final RedisStore store;
    private final InstantSource clock;
    private final List<Finding> findings = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * Of the Redis in {@code store}.
     *
     * @param clock of this machine
     */
    public ServerCheck(RedisStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** What was found; {@link #notes} after it. */
    public List<Finding> findings() {
        return findings(store.serverFacts());
    }

    /** The same, were it to say this of itself. */
    List<Finding> findings(ServerFacts facts) {
        notes.add(
                "Redis "
                        + facts.info().getOrDefault("redis_version", "?")
                        + " at "
                        + store.address().display());
        version(facts);
        role(facts);
        if (facts.config().isEmpty()) {
            notes.add("this user may not read the settings of Redis: they were not looked at");
        } else {
            durability(facts);
            memory(facts);
        }
        health(facts);
        write();
        clock();
        return List.copyOf(findings);
    }

    /** What is not wrong, but worth knowing. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    private void version(ServerFacts facts) {
        String[] parts = facts.info().getOrDefault("redis_version", "0.0").split("\\.", -1);
        int version = Integer.parseInt(parts[0]) * 100 + Integer.parseInt(parts[1]);
        if (version < 602) {
            add(
                    "old-redis",
                    "expected Redis 6.2 or newer, found " + String.join(".", parts),
                    "an older package",
                    "install a newer one");
        }
    }

    private void role(ServerFacts facts) {
        if (!"master".equals(facts.info().getOrDefault("role", "master"))) {
            add(
                    "replica",
                    "expected a primary, found a replica, which takes no writes",
                    "a failover that this address did not follow",
                    "connect to the primary");
        }
    }

    private void durability(ServerFacts facts) {
        String fsync = facts.config().getOrDefault("appendfsync", "");
        if (!"yes".equals(facts.config().get("appendonly"))) {
            add(
                    "not-durable",
                    "expected appendonly yes, found no: a Redis that ends loses what came since its"
                            + " last snapshot",
                    "the default of Redis",
                    "CONFIG SET appendonly yes, then CONFIG REWRITE; not by a restart, which would"
                            + " begin with an empty file");
        } else if ("no".equals(fsync)) {
            add(
                    "not-durable",
                    "expected appendfsync always or everysec, found no",
                    "a setting for caches",
                    SET);
        } else if (!"always".equals(fsync)) {
            notes.add(
                    "appendfsync is "
                            + fsync
                            + ": a Redis that is killed may lose a second or two; with always, none");
        }
        if ("yes".equals(facts.config().get("no-appendfsync-on-rewrite"))) {
            add(
                    "fsync-pauses",
                    "expected no-appendfsync-on-rewrite no, found yes: while the file is rewritten"
                            + " nothing is on the disk for sure",
                    "a setting for caches",
                    SET);
        }
    }

    private void memory(ServerFacts facts) {
        String policy = facts.config().getOrDefault("maxmemory-policy", "noeviction");
        long most = Long.parseLong(facts.config().getOrDefault("maxmemory", "0"));
        if (!"noeviction".equals(policy)) {
            add(
                    "eviction",
                    "expected maxmemory-policy noeviction, found "
                            + policy
                            + ": at maxmemory Redis deletes jobs",
                    "a setting for caches",
                    SET);
        }
        long used = Long.parseLong(facts.info().getOrDefault("used_memory", "0"));
        if (most == 0) {
            notes.add(
                    "maxmemory is not set: a queue that grows is ended by the system, not refused");
        } else if (used > most * MEMORY_SHARE_MAX) {
            add(
                    "memory",
                    "expected less than 80 % of maxmemory in use, found "
                            + used * 100 / most
                            + " %",
                    "jobs come faster than they are done",
                    "add worker processes, or raise maxmemory");
        }
    }

    private void health(ServerFacts facts) {
        for (String status :
                List.of(
                        "aof_last_write_status",
                        "aof_last_bgrewrite_status",
                        "rdb_last_bgsave_status")) {
            String found = facts.info().getOrDefault(status, "ok");
            if (!"ok".equals(found)) {
                add(
                        "disk",
                        "expected " + status + " ok, found " + found,
                        "the disk is full or broken",
                        "read the log of Redis");
            }
        }
    }

    private void write() {
        try {
            store.probe();
        } catch (StoreUnavailableException | QueueFullException e) {
            add(
                    "no-writes",
                    String.valueOf(e.getMessage()),
                    "a full disk, a replica, or a user without the right",
                    "do what the answer says");
        }
    }

    private void clock() {
        long before = clock.millis();
        long theirs = store.timeMillis();
        long after = clock.millis();
        long off = Math.max(before - theirs, theirs - after);
        if (off > CLOCK_MILLIS_MAX) {
            add(
                    "clock",
                    "expected the clock of Redis within 5 s of this machine's, found it "
                            + off / 1_000
                            + " s off; jobs are due by Redis', latencies are counted from ours",
                    "no time service on one of the two",
                    "run one on both");
        }
    }

    private void add(String name, String what, String cause, String remedy) {
        findings.add(new Finding(name, 1, List.of(), what, cause, remedy, false));
    }
}
