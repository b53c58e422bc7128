package darkroom.cli.tidy;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** A Java file as the compiler's parser reads it; nothing is resolved. */
final class JavaFile {
    private final CompilationUnitTree tree;
    private final Trees trees;

    private JavaFile(CompilationUnitTree tree, Trees trees) {
        this.tree = tree;
        this.trees = trees;
    }

    /** Parses all at once, which takes a tenth of the time of one by one. */
    static Map<String, JavaFile> parseAll(Map<String, String> textByPath) {
        Map<String, JavaFile> files = new TreeMap<>();
        if (textByPath.isEmpty()) {
            return files;
        }
        JavacTask task =
                (JavacTask)
                        ToolProvider.getSystemJavaCompiler()
                                .getTask(
                                        null,
                                        null,
                                        fault -> {},
                                        List.of("-proc:none"),
                                        null,
                                        textByPath.entrySet().stream().map(Source::new).toList());
        Trees trees = Trees.instance(task);
        try {
            for (CompilationUnitTree tree : task.parse()) {
                files.put(
                        tree.getSourceFile().toUri().getPath().substring(1),
                        new JavaFile(tree, trees));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot parse the Java files: found " + e, e);
        }
        return files;
    }

    /** Its path in the checkout. */
    String path() {
        return tree.getSourceFile().toUri().getPath().substring(1);
    }

    CompilationUnitTree tree() {
        return tree;
    }

    /** From the line it starts on to the line it ends on, both counted. */
    long lines(Tree part) {
        LineMap lines = tree.getLineMap();
        return lines.getLineNumber(trees.getSourcePositions().getEndPosition(tree, part))
                - line(part)
                + 1;
    }

    long line(Tree part) {
        return tree.getLineMap()
                .getLineNumber(trees.getSourcePositions().getStartPosition(tree, part));
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(Map.Entry<String, String> textByPath) {
            super(URI.create("checkout:///" + textByPath.getKey()), Kind.SOURCE);
            this.text = textByPath.getValue();
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
