package darkroom.queue.doctor;

import darkroom.queue.ledger.Ledger;
import java.util.List;

/**
 * What an examination has found.
 *
 * @param ledger of the moment after all else was looked at
 * @param findings what is wrong; empty: all is well
 * @param notes what is not wrong, but worth knowing
 * @param repaired what was put right, or would be; a sentence each
 */
public record Report(
        Ledger ledger, List<Finding> findings, List<String> notes, List<String> repaired) {
    /** Copies the lists. */
    public Report {
        findings = List.copyOf(findings);
        notes = List.copyOf(notes);
        repaired = List.copyOf(repaired);
    }

    /** Whether nothing is wrong. */
    public boolean isWell() {
        return findings.isEmpty();
    }

    /** All of it, a line each; {@code all is well} where it is. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(isWell() ? "all is well" : "");
        findings.forEach(finding -> text.append(text.isEmpty() ? "" : "\n").append(finding.text()));
        notes.forEach(note -> text.append("\nnote: ").append(note));
        repaired.forEach(line -> text.append("\nrepaired: ").append(line));
        return text.toString();
    }
}
