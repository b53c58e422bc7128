package darkroom.cli.settings;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 90}, which is seconds, {@code 30s}, {@code 1h30m}. */
final class DurationText {
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");
    private static final Pattern PARTS =
            Pattern.compile(
                    "(?:([0-9]{1,9})d)?(?:([0-9]{1,9})h)?(?:([0-9]{1,9})m)?(?:([0-9]{1,9})s)?");
    private static final long[] PART_SECONDS = {86_400, 3_600, 60, 1};
    private static final char[] PART_LETTERS = {'d', 'h', 'm', 's'};

    private DurationText() {}

    /** What is written there; empty if it is no duration. */
    static Optional<Duration> parse(String text) {
        if (SECONDS.matcher(text).matches()) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        Matcher parts = PARTS.matcher(text);
        if (text.isEmpty() || !parts.matches()) {
            return Optional.empty();
        }
        long seconds = 0;
        for (int i = 0; i < PART_SECONDS.length; i++) {
            String part = parts.group(i + 1);
            seconds += part == null ? 0 : Long.parseLong(part) * PART_SECONDS[i];
        }
        return Optional.of(Duration.ofSeconds(seconds));
    }

    /** In the largest unit of which it is a whole number. */
    static String of(Duration duration) {
        int unit = 0;
        while (unit < PART_SECONDS.length - 1
                && (duration.isZero() || duration.toSeconds() % PART_SECONDS[unit] != 0)) {
            unit++;
        }
        return "" + duration.toSeconds() / PART_SECONDS[unit] + PART_LETTERS[unit];
    }
}
