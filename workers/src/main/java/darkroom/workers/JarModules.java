package darkroom.workers;

import darkroom.queue.handler.JobModule;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.jar.JarFile;

/**
 * Handlers of other people, from jars that an operator named. The jar says which classes are
 * modules; no name in a job can.
 */
public final class JarModules implements AutoCloseable {
    private static final String SERVICE = "META-INF/services/" + JobModule.class.getName();

    private final URLClassLoader loader;
    private final List<JobModule> modules;

    private JarModules(URLClassLoader loader, List<JobModule> modules) {
        this.loader = loader;
        this.modules = List.copyOf(modules);
    }

    /**
     * Loads all modules of the jars, and of the class path.
     *
     * @throws IllegalArgumentException if a jar is not there, names no module, or names one that
     *     cannot be loaded; with a line for each jar that is at fault
     */
    public static JarModules load(List<Path> jars) {
        URLClassLoader loader =
                new URLClassLoader("darkroom-jobs", urls(jars), JarModules.class.getClassLoader());
        List<JobModule> modules = new ArrayList<>();
        try {
            ServiceLoader.load(JobModule.class, loader).forEach(modules::add);
        } catch (ServiceConfigurationError | LinkageError e) {
            throw new IllegalArgumentException(
                    "cannot load the jobs of "
                            + jars
                            + ": expected META-INF/services/"
                            + JobModule.class.getName()
                            + " to name classes that can be made, found: "
                            + e.getMessage(),
                    e);
        }
        return new JarModules(loader, modules);
    }

    /** The modules found. */
    public List<JobModule> modules() {
        return modules;
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }

    private static URL[] urls(List<Path> jars) {
        List<String> faults = new ArrayList<>();
        List<URL> urls = new ArrayList<>();
        for (Path jar : jars) {
            try {
                check(jar);
                urls.add(jar.toUri().toURL());
            } catch (IllegalArgumentException | MalformedURLException e) {
                faults.add(e.getMessage());
            }
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", faults));
        }
        return urls.toArray(URL[]::new);
    }

    // Each by itself: the class path, or another jar, may have modules too.
    private static void check(Path jar) {
        if (!Files.isRegularFile(jar)) {
            throw new IllegalArgumentException(
                    "cannot load jobs from "
                            + jar
                            + ": expected a jar file, found none there; correct the path");
        }
        try (JarFile file = new JarFile(jar.toFile())) {
            if (file.getEntry(SERVICE) == null) {
                throw new IllegalArgumentException(
                        "cannot load jobs from "
                                + jar
                                + ": expected "
                                + SERVICE
                                + " in the jar, found none; name the module's class in it");
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "cannot load jobs from "
                            + jar
                            + ": expected a jar file, found: "
                            + e
                            + "; build it again",
                    e);
        }
    }
}
