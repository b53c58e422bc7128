package darkroom.bench.compare;

import darkroom.embedded.RedisOptions.Durability;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that measures something once and prints what came out.
 *
 * @param name unique in its trial
 * @param command without {@code --redis URL}, which is added
 * @param ground on which it runs
 */
record Contestant(String name, List<String> command, Ground ground) {
    /**
     * What a contestant runs on.
     *
     * @param durability of its Redis
     * @param placement of its and of Redis' processes
     */
    record Ground(Durability durability, Placement placement) {
        /** As most run: nothing on the disk, wherever the system puts them. */
        static final Ground USUAL = new Ground(Durability.NEVER, Placement.FREE);
    }

    /** On which cores the processes of a contestant run. */
    enum Placement {
        /** On any. */
        FREE,
        /** Redis on the second and all else on the first, so that runs are alike. */
        APART
    }

    Contestant {
        command = List.copyOf(command);
    }

    /** The same on other ground. */
    Contestant on(Ground other) {
        return new Contestant(name, command, other);
    }

    /** Its whole command for the Redis at {@code uri}. */
    List<String> commandAt(String uri) {
        List<String> whole = new ArrayList<>(command);
        whole.addAll(List.of("--redis", uri));
        return whole;
    }
}
