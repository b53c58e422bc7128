package darkroom.bench.compare;

import darkroom.bench.Figure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How ours stands in one row.
 *
 * @param peer the best of the row's that were measured
 * @param absences why some have no figure
 */
record Score(Row row, Optional<Figure> ours, Optional<Figure> peer, List<String> absences) {
    Score {
        absences = List.copyOf(absences);
    }

    /** Of these samples. */
    static Score of(Row row, Samples samples) {
        List<Figure> peers = new ArrayList<>();
        List<String> absences = new ArrayList<>();
        for (Pick pick : row.peers()) {
            samples.figure(pick)
                    .ifPresentOrElse(peers::add, () -> absences.add(absence(samples, pick)));
        }
        Optional<Figure> ours = samples.figure(row.ours());
        if (ours.isEmpty()) {
            absences.add(absence(samples, row.ours()));
        }
        return new Score(row, ours, best(row.target(), peers), absences);
    }

    private static String absence(Samples samples, Pick pick) {
        return samples.absence(pick);
    }

    private static Optional<Figure> best(Target target, List<Figure> peers) {
        Comparator<Figure> more = Comparator.comparingDouble(Figure::value);
        return target.lowerIsBetter() ? peers.stream().min(more) : peers.stream().max(more);
    }

    /** Ours to the peer's, median to median; none without both, or to nothing. */
    Optional<Double> ratio() {
        return ours.flatMap(
                figure ->
                        peer.filter(other -> other.value() != 0)
                                .map(other -> figure.value() / other.value()));
    }

    /** Whether the target is met; none if there is none, or what it is of is not there. */
    Optional<Boolean> isMet() {
        Target target = row.target();
        return switch (target.bound()) {
            case NONE -> Optional.empty();
            case VALUE_UNDER -> ours.map(figure -> target.isMetBy(figure.value(), 0));
            default -> ratio().map(ratio -> target.isMetBy(0, ratio));
        };
    }

    /** Where the limit lies, if the target is missed and that is known; or empty. */
    String limit() {
        return isMet().orElse(true) ? "" : row.limit();
    }

    /** Whether the rounds of either are too far apart to be relied on. */
    boolean isDisturbed() {
        return ours.filter(Figure::disturbed).isPresent()
                || peer.filter(Figure::disturbed).isPresent();
    }

    /** Of ours, or of the peer's where ours is missing. */
    String unit() {
        return ours.or(this::peer).map(Figure::unit).orElse("");
    }

    /** The peer that counts, or those that should have. */
    String peerName() {
        return peer.map(Figure::row)
                .orElseGet(() -> String.join(", ", row.peers().stream().map(Pick::label).toList()));
    }

    /** As one JSON object has it. What is not known is null. */
    Map<String, @Nullable Object> fields() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("row", row.name());
        fields.put("ours", ours.map(figure -> figure.fields().get("value")).orElse(null));
        fields.put("peer", peer.map(figure -> figure.fields().get("value")).orElse(null));
        fields.put("peerName", row.peers().isEmpty() ? null : peerName());
        fields.put("unit", unit());
        fields.put("ratio", ratio().map(Score::rounded).orElse(null));
        fields.put("target", row.target().text(unit()));
        fields.put("met", isMet().orElse(null));
        fields.put("limit", limit());
        fields.put("spread", ours.map(figure -> rounded(figure.spread())).orElse(null));
        fields.put("peerSpread", peer.map(figure -> rounded(figure.spread())).orElse(null));
        fields.put("rounds", ours.map(figure -> figure.samples().size()).orElse(0));
        fields.put("disturbed", isDisturbed());
        fields.put("absent", absences);
        return fields;
    }

    private static double rounded(double value) {
        return Math.round(value * 1_000) / 1e3;
    }
}
