package darkroom.bench.compare;

import darkroom.bench.compare.Contestant.Ground;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Who is compared, and how each is run.
 *
 * @param home the checkout, in which the peers are
 * @param darkroom the command that runs ours
 * @param peers by the names of their folders
 */
record Lineup(Path home, List<String> darkroom, List<String> peers) {
    /** Those that the figures are for: all with a folder of their own. */
    static final List<String> PEERS =
            List.of("jesque", "gearmand", "bullmq", "beequeue", "sidekiq");

    /** Those of them whose jobs are in Redis. */
    static final List<String> ON_REDIS = List.of("jesque", "bullmq", "beequeue", "sidekiq");

    /** How ours is called; its variants begin with it. */
    static final String OURS = "ours";

    Lineup {
        darkroom = List.copyOf(darkroom);
        peers = List.copyOf(peers);
    }

    /** One round of a load of ours; {@code words} are the verb and its flags. */
    Contestant ours(String name, Object... words) {
        List<String> command = new ArrayList<>(darkroom);
        command.add("bench");
        for (Object word : words) {
            command.add(word.toString());
        }
        command.add("--json");
        return new Contestant(name, command, Ground.USUAL);
    }

    /** One measurement of a peer. */
    Contestant peer(String name, String op, int jobs, int threads) {
        return new Contestant(
                name,
                List.of(
                        home.resolve("bench/peers").resolve(name).resolve("run").toString(),
                        op,
                        "--jobs",
                        Integer.toString(jobs),
                        "--threads",
                        Integer.toString(threads)),
                Ground.USUAL);
    }

    /** Of these, the ones that take part. */
    List<String> among(List<String> names) {
        return names.stream().filter(peers::contains).toList();
    }
}
