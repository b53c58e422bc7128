package darkroom.cli.tidy;

import java.util.List;

/** A package says what it is for, in its main code or, where it has none, in its test code. */
final class PackagePages implements Check {
    private static final String MAIN = "/src/main/java/";
    private static final String TEST = "/src/test/java/";
    private static final String PAGE = "/package-info.java";

    @Override
    public boolean looksAt(String path) {
        return path.endsWith(".java") && (path.contains(MAIN) || path.contains(TEST));
    }

    @Override
    public List<String> faults(Checkout checkout, String path) {
        String folder = path.substring(0, path.lastIndexOf('/'));
        List<String> pages = List.of(folder + PAGE, folder.replace(TEST, MAIN) + PAGE);
        return pages.stream().anyMatch(checkout.paths()::contains)
                ? List.of()
                : List.of(path + ": expected " + pages.get(0) + ", found none");
    }
}
