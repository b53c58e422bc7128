package darkroom.web.dashboard.page;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** Figures as people read them; times are in UTC. */
public final class Words {
    /** Where there is nothing to say. */
    public static final String NONE = "–";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};
    private static final double MILLIS_PER_SECOND = 1_000;
    private static final int GROUP = 3;

    private Words() {}

    /** A count, in groups of three. */
    public static String count(long count) {
        String digits = Long.toString(count);
        int first = count < 0 ? 1 : 0;
        StringBuilder grouped = new StringBuilder(digits);
        for (int at = digits.length() - GROUP; at > first; at -= GROUP) {
            grouped.insert(at, ',');
        }
        return grouped.toString();
    }

    /** A rate or a part of a count. */
    public static String number(double number) {
        if (!Double.isFinite(number)) {
            return NONE;
        }
        return Math.abs(number) < 10 && number != Math.rint(number)
                ? String.format(Locale.ROOT, "%.1f", number)
                : count(Math.round(number));
    }

    /** A rate that may not be known. */
    public static String number(OptionalDouble number) {
        return number.isPresent() ? number(number.getAsDouble()) : NONE;
    }

    /** How long, in its two largest units. */
    public static String span(Duration span) {
        long seconds = Math.max(0, span.toSeconds());
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 7_200) {
            return seconds / 60 + " min";
        }
        if (seconds < 172_800) {
            return seconds / 3_600 + " h " + seconds / 60 % 60 + " min";
        }
        return count(seconds / 86_400) + " d " + seconds / 3_600 % 24 + " h";
    }

    /** How long something took. */
    public static String millis(double millis) {
        if (millis <= 0) {
            return NONE;
        }
        return millis < MILLIS_PER_SECOND
                ? number(millis) + " ms"
                : millis < 120 * MILLIS_PER_SECOND
                        ? String.format(Locale.ROOT, "%.1f s", millis / MILLIS_PER_SECOND)
                        : span(Duration.ofMillis((long) millis));
    }

    /** How much memory. */
    public static String bytes(double bytes) {
        int unit = 0;
        double size = bytes;
        while (Math.abs(size) >= 1_024 && unit < UNITS.length - 1) {
            size /= 1_024;
            unit++;
        }
        return (unit == 0 ? count((long) size) : String.format(Locale.ROOT, "%.1f", size))
                + " "
                + UNITS[unit];
    }

    /** When. */
    public static String time(Instant time) {
        return TIME.format(time);
    }

    /** An address with several parameters. */
    public static String with(String path, Map<String, String> parameters) {
        String address = path;
        for (Map.Entry<String, String> one : parameters.entrySet()) {
            address = with(address, one.getKey(), one.getValue());
        }
        return address;
    }

    /** An address with a parameter; the name and the path are ours, the value is any text. */
    public static String with(String path, String name, String value) {
        return path
                + (path.contains("?") ? "&" : "?")
                + name
                + "="
                + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
