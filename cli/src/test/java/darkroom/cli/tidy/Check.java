package darkroom.cli.tidy;

import java.util.List;

/** One rule about text. */
interface Check {
    /** Whether this rule says anything about the file of this path, which uses {@code /}. */
    boolean looksAt(String path);

    /** What breaks the rule in one file that it looks at; each says what was expected. */
    List<String> faults(Checkout checkout, String path);
}
