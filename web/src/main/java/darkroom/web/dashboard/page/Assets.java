package darkroom.web.dashboard.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Style sheets and scripts: ours, and those of the WebJars. Read once; what is not among them is
 * not there, whatever its name. Thread-safe.
 */
public final class Assets {
    private static final String JARS = "/META-INF/resources/webjars/";
    private static final int HASH_CHARS = 12;

    private final Map<String, Asset> assets = new TreeMap<>();
    private final Map<String, String> urls = new TreeMap<>();

    /** Reads them all. */
    public Assets() {
        add("dashboard.css", "text/css", "assets/dashboard.css");
        add("dashboard.js", "text/javascript", "assets/dashboard.js");
        add("icon.svg", "image/svg+xml", "assets/icon.svg");
        add("htmx.js", "text/javascript", jar("htmx.org", "dist/htmx.min.js"));
        add("uplot.js", "text/javascript", jar("uplot", "dist/uPlot.iife.min.js"));
        add("uplot.css", "text/css", jar("uplot", "dist/uPlot.min.css"));
    }

    /**
     * One of them.
     *
     * @param bytes never altered, not copied
     */
    @SuppressWarnings("ArrayRecordComponent") // written as it is to every answer
    public record Asset(String mediaType, byte[] bytes) {}

    /** Where one of them is: another address for each content, so that it can be kept for ever. */
    public String url(String name) {
        String url = urls.get(name);
        if (url == null) {
            throw new IllegalArgumentException(
                    "cannot find asset " + name + ": expected one of " + urls.keySet());
        }
        return url;
    }

    /** The one at the end of such an address, if there is one. Any text may be given. */
    public Optional<Asset> find(String file) {
        return Optional.ofNullable(assets.get(file));
    }

    private void add(String name, String mediaType, String resource) {
        byte[] bytes = bytes(resource);
        String file = hash(bytes) + "-" + name;
        assets.put(file, new Asset(mediaType + "; charset=utf-8", bytes));
        urls.put(name, "/assets/" + file);
    }

    // A WebJar's files stand below its version, which only the build has to know.
    private static String jar(String name, String file) {
        String properties = "/META-INF/maven/org.webjars.npm/" + name + "/pom.properties";
        Properties found = new Properties();
        try (InputStream in = open(properties)) {
            found.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return JARS + name + "/" + found.getProperty("version") + "/" + file;
    }

    private static byte[] bytes(String resource) {
        try (InputStream in = open(resource)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String resource) {
        InputStream in = Assets.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IllegalStateException(
                    "cannot find " + resource + " on the class path; build the module again");
        }
        return in;
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes))
                    .substring(0, HASH_CHARS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
