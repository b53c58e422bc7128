package darkroom.cli.tidy;

import java.util.List;

/** A decision that the index does not name is not found by who needs it. */
final class DecisionIndex implements Check {
    private static final String INDEX = "docs/decisions/README.md";

    @Override
    public boolean looksAt(String path) {
        return path.matches("docs/decisions/\\d{4}-[a-z0-9-]+\\.md");
    }

    @Override
    public List<String> faults(Checkout checkout, String path) {
        String link = "(" + path.substring(path.lastIndexOf('/') + 1) + ")";
        return checkout.paths().contains(INDEX) && checkout.text(INDEX).contains(link)
                ? List.of()
                : List.of(path + ": expected a link to it in " + INDEX + ", found none");
    }
}
