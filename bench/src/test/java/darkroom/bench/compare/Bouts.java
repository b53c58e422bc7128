package darkroom.bench.compare;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What the tests of this package have in common. */
final class Bouts {
    static final Lineup LINEUP = new Lineup(Path.of("."), List.of("darkroom"), Lineup.PEERS);

    private Bouts() {}

    /** As a peer prints it. */
    static Output peerOutput(double value) {
        return new Output(
                List.of(new Reading(Map.of(Reading.STAT, "value"), value, "jobs/s")),
                "1.0",
                "as it comes");
    }
}
