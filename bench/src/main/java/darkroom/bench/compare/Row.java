package darkroom.bench.compare;

import java.util.List;

/**
 * A line of the table: one figure of ours against those of others.
 *
 * @param peers of which the best counts; none if the target is one of ours alone
 * @param limit what was tried and where the limit lies, said where the target is missed; or empty
 */
record Row(String name, Pick ours, List<Pick> peers, Target target, String limit) {
    /**
     * @throws IllegalArgumentException if the target is a ratio to nobody
     */
    Row {
        peers = List.copyOf(peers);
        if (target.isOfRatio() && peers.isEmpty()) {
            throw new IllegalArgumentException(
                    "cannot compare row \"" + name + "\": expected a peer, found none");
        }
    }

    static Row against(String name, Pick ours, Target target, Pick... peers) {
        return new Row(name, ours, List.of(peers), target, "");
    }

    static Row alone(String name, Pick ours, Target target) {
        return new Row(name, ours, List.of(), target, "");
    }

    /** The same, saying that where the target is missed. */
    Row limitedBy(String why) {
        return new Row(name, ours, peers, target, why);
    }
}
