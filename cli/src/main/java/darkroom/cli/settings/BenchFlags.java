package darkroom.cli.settings;

import darkroom.bench.Floor;
import darkroom.bench.Force;
import darkroom.bench.Site;
import darkroom.embedded.RedisOptions.Durability;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a load runs and how its figures are shown: flags that every load has. */
public final class BenchFlags {
    @Option(
            names = "--redis",
            paramLabel = "URL",
            description = {
                "Redis to run on: redis://[user:password@]host:port[/database], rediss:// for TLS.",
                "Default: an embedded one that ends with the run; never DARKROOM_REDIS"
            })
    private @Nullable String redis;

    @Option(
            names = "--force",
            description = "Run on a Redis that holds keys too, in a namespace of its own.")
    private boolean force;

    @Option(
            names = "--fsync",
            description =
                    "The embedded Redis has each write on the disk before its reply (appendfsync"
                            + " always).")
    private boolean fsync;

    @Option(
            names = "--floor",
            description =
                    "Measure beside it, round by round, the least that Redis and Jedis need for the"
                            + " same, and the ratio.")
    private boolean floor;

    @Option(names = "--json", description = "Print one JSON object a figure.")
    private boolean json;

    /** Checks what can be checked before anything starts. */
    public void check(Faults faults) {
        if (redis != null) {
            if (fsync) {
                faults.add(
                        "--fsync: expected no --redis, found one; set appendfsync in that Redis");
            }
            faults.check("--redis", this::uri);
        }
    }

    /** Adds a fault if a floor is asked for, of a load that has none. */
    public void refuseFloor(Faults faults) {
        if (floor) {
            faults.add("--floor: expected drain, enqueue, pickup or memory; this load has none");
        }
    }

    /** The Redis to run on. */
    public Site open() {
        // As the service has it: the cost of ids is part of every enqueue.
        RandomGenerator random = new SecureRandom();
        InstantSource clock = InstantSource.system();
        if (redis != null) {
            return Site.at(uri(), force ? Force.YES : Force.NO, clock, random);
        }
        return Site.embedded(fsync ? Durability.ALWAYS : Durability.NEVER, clock, random);
    }

    /** Whether the floor is measured too. */
    public Floor floor() {
        return floor ? Floor.BESIDE : Floor.WITHOUT;
    }

    /** Whether figures are printed as JSON. */
    public boolean json() {
        return json;
    }

    // The text may hold a password: a fault never quotes it.
    private URI uri() {
        try {
            return URI.create(String.valueOf(redis));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "expected redis://[user:password@]host:port[/database], found"
                            + " something that is no URL",
                    e);
        }
    }
}
