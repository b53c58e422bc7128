package darkroom.cli.tidy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The files of a checkout, without what a build or an editor adds. */
final class Checkout {
    private static final Set<String> NOT_OURS =
            Set.of("target", ".git", ".idea", ".vscode", ".settings", "node_modules");
    private static final int FILE_BYTES_MAX = 1 << 20;

    private final Path root;
    private final List<String> paths;
    private final Map<String, JavaFile> javaFiles;

    private Checkout(Path root, List<String> paths) {
        this.root = root;
        this.paths = paths;
        this.javaFiles =
                JavaFile.parseAll(
                        paths.stream()
                                .filter(path -> path.endsWith(".java"))
                                .collect(toMap(path -> path, this::text)));
    }

    /** The checkout that the running test stands in. */
    static Checkout ours() throws IOException {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !isRoot(folder)) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException(
                    "cannot find the checkout: expected a pom.xml with <modules> above "
                            + Path.of("").toAbsolutePath()
                            + ", found none");
        }
        return in(folder);
    }

    static Checkout in(Path root) throws IOException {
        List<String> paths = new ArrayList<>();
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) {
                        return NOT_OURS.contains(String.valueOf(folder.getFileName()))
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (attributes.isRegularFile() && !NOT_OURS.contains(name(file))) {
                            paths.add(root.relativize(file).toString().replace('\\', '/'));
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        return new Checkout(root, paths.stream().sorted().toList());
    }

    /** Absolute. */
    Path root() {
        return root;
    }

    /** Relative to the root, with {@code /}, sorted. */
    List<String> paths() {
        return paths;
    }

    /** A file of which the path ends in {@code .java}. */
    JavaFile java(String path) {
        return Objects.requireNonNull(javaFiles.get(path), path);
    }

    /** The text of a file; empty for one that is no UTF-8 text, or longer than 1 MiB. */
    String text(String path) {
        Path file = root.resolve(path);
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                return "";
            }
            byte[] bytes = Files.readAllBytes(file);
            String text = new String(bytes, UTF_8);
            return text.indexOf('\0') >= 0 || text.indexOf('\uFFFD') >= 0 ? "" : text;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read \"" + path + "\": found " + e, e);
        }
    }

    List<String> lines(String path) {
        return text(path).lines().toList();
    }

    private static boolean isRoot(Path folder) throws IOException {
        Path pom = folder.resolve("pom.xml");
        return Files.exists(pom) && Files.readString(pom, UTF_8).contains("<modules>");
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
