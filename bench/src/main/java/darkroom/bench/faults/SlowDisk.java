package darkroom.bench.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Makes a program see a disk on which each fsync takes seconds. */
final class SlowDisk {
    private static final int COMPILE_SECONDS_MAX = 60;
    private static final String SOURCE = "slowfs.c";

    private SlowDisk() {}

    /**
     * The program, preloaded with a library that is compiled now.
     *
     * @param folder for both
     * @throws MissingException if there is no C compiler, or it does not do
     */
    static Path under(Path folder, Path program) throws InterruptedException {
        try (InputStream source = SlowDisk.class.getResourceAsStream(SOURCE)) {
            if (source == null) {
                throw new IllegalStateException("cannot find " + SOURCE + " in the jar");
            }
            Path text = folder.resolve(SOURCE);
            Path library = folder.resolve("slowfs.so");
            Files.write(text, source.readAllBytes());
            compile(text, library);
            Path wrapper = folder.resolve("redis-on-a-slow-disk");
            Files.writeString(
                    wrapper,
                    "#!/bin/sh\nLD_PRELOAD='%s' exec '%s' \"$@\"\n".formatted(library, program),
                    UTF_8);
            if (!wrapper.toFile().setExecutable(true, true)) {
                throw new IOException("cannot make " + wrapper + " executable");
            }
            return wrapper;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a slow disk", e);
        }
    }

    private static void compile(Path source, Path library) throws InterruptedException {
        try {
            Process compiler =
                    new ProcessBuilder(
                                    "cc",
                                    "-shared",
                                    "-fPIC",
                                    "-O1",
                                    "-o",
                                    library.toString(),
                                    source.toString(),
                                    "-ldl")
                            .redirectErrorStream(true)
                            .redirectOutput(library.resolveSibling("cc.log").toFile())
                            .start();
            if (!compiler.waitFor(COMPILE_SECONDS_MAX, TimeUnit.SECONDS)
                    || compiler.exitValue() != 0) {
                compiler.destroyForcibly();
                throw new MissingException(
                        "cannot make a slow disk: expected cc to compile "
                                + SOURCE
                                + " for a preload, it did not; needs Linux and a C library");
            }
        } catch (IOException e) {
            throw new MissingException(
                    "cannot make a slow disk: expected a C compiler named cc, found "
                            + e.getMessage()
                            + "; install gcc");
        }
    }
}
