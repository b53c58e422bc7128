package darkroom.cli.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Compiles sources that break a rule, and reads nothing but them.
 *
 * <p>They are kept as text, not as classes of this module: they may then stand in any package,
 * those of other modules too, and the compiler's own checks, which refuse some of them as well, are
 * out of the way.
 */
final class PlantedClasses {
    private static final Pattern PACKAGE = Pattern.compile("package ([\\w.]+);");
    private static final Pattern TYPE = Pattern.compile("(?:class|record|interface|enum) (\\w+)");

    private PlantedClasses() {}

    /**
     * @param folder empty; the class files go there
     * @param sources each one file, with a package and one top-level type
     */
    static JavaClasses compiledIn(Path folder, List<String> sources) throws IOException {
        if (!sources.isEmpty()) {
            compile(folder, sources);
        }
        return new ClassFileImporter().importPath(folder);
    }

    private static void compile(Path folder, List<String> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        List<String> options =
                List.of(
                        "-proc:none",
                        "-nowarn",
                        "-d",
                        folder.toString(),
                        "-classpath",
                        System.getProperty("java.class.path"));
        List<JavaFileObject> files = sources.stream().<JavaFileObject>map(Source::new).toList();
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            if (!compiler.getTask(messages, manager, null, options, null, files).call()) {
                throw new IllegalArgumentException(
                        "cannot compile the planted sources: found " + messages);
            }
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String text) {
            super(URI.create("planted:///" + fileName(text)), Kind.SOURCE);
            this.text = text;
        }

        private static String fileName(String text) {
            return first(PACKAGE, text).replace('.', '/') + "/" + first(TYPE, text) + ".java";
        }

        private static String first(Pattern pattern, String text) {
            Matcher found = pattern.matcher(text);
            if (!found.find()) {
                throw new IllegalArgumentException(
                        "cannot name a planted source: expected " + pattern + ", found " + text);
            }
            return found.group(1);
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
