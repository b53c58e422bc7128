package darkroom.web.dashboard;

import darkroom.queue.operator.AuditEntry;
import darkroom.queue.operator.AuditEntry.Phase;
import darkroom.queue.operator.AuditLog;
import darkroom.web.dashboard.page.Block;
import darkroom.web.dashboard.page.Cell;
import darkroom.web.dashboard.page.Grid;
import darkroom.web.dashboard.page.Pager;
import darkroom.web.dashboard.page.Tone;
import darkroom.web.dashboard.page.Words;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A page of the audit log, where the two entries of an act are one row. */
final class AuditTable {
    private static final int PAGE = 100;

    /** So many entries further down the beginning of an act is looked for. */
    private static final int AHEAD = 40;

    private final AuditLog log;

    AuditTable(AuditLog log) {
        this.log = log;
    }

    List<Block> blocks(String before) {
        List<AuditEntry> entries = log.page(before, PAGE + AHEAD);
        Set<String> paired = new HashSet<>();
        List<List<Cell>> rows = new ArrayList<>();
        int at = 0;
        while (at < entries.size() && (at < PAGE || paired.contains(entries.get(at).id()))) {
            AuditEntry entry = entries.get(at);
            at++;
            if (!paired.contains(entry.id())) {
                Optional<AuditEntry> beginning = beginning(entry, entries, at, paired);
                beginning.ifPresent(begun -> paired.add(begun.id()));
                rows.add(row(entry, beginning));
            }
        }
        String next =
                at < entries.size() ? Words.with("/audit", "before", entries.get(at - 1).id()) : "";
        return List.of(
                new Grid(
                        "",
                        Grid.columns(
                                "When (UTC)", "Who", "From", "What", "To", "Before", "After", ""),
                        rows,
                        "Nothing has been done yet."),
                new Pager(before.isEmpty() ? "" : "/audit", next, ""));
    }

    private static Optional<AuditEntry> beginning(
            AuditEntry entry, List<AuditEntry> entries, int from, Set<String> paired) {
        return entry.phase() == Phase.BEGUN
                ? Optional.empty()
                : entries.subList(from, entries.size()).stream()
                        .filter(other -> other.phase() == Phase.BEGUN)
                        .filter(other -> other.act().equals(entry.act()))
                        .filter(other -> !paired.contains(other.id()))
                        .findFirst();
    }

    private static List<Cell> row(AuditEntry entry, Optional<AuditEntry> beginning) {
        boolean begun = entry.phase() == Phase.BEGUN;
        return List.of(
                Cell.of(Words.time(entry.at())),
                Cell.of(entry.act().who()),
                Cell.of(entry.act().from()),
                Cell.of(entry.act().verb()),
                Cell.of(entry.act().target()),
                Cell.of(
                        Redaction.of(
                                begun
                                        ? entry.state()
                                        : beginning.map(AuditEntry::state).orElse(Words.NONE))),
                Cell.of(begun ? Words.NONE : Redaction.of(entry.state())),
                switch (entry.phase()) {
                    case BEGUN -> Cell.of("outcome unknown", Tone.WARN);
                    case DONE -> Cell.of("done", Tone.FINE);
                    case REFUSED -> Cell.of("refused", Tone.WARN);
                });
    }
}
