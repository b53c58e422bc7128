package darkroom.queue.redis;

import darkroom.queue.TimeHistogram;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** How long calls to Redis took, failed ones included: one time a round trip. Thread-safe. */
final class CommandTimes {
    private static final String COMMAND = "command";

    private final Map<Script, TimeHistogram> scripts = new EnumMap<>(Script.class);
    private final TimeHistogram commands = new TimeHistogram();

    CommandTimes() {
        for (Script script : Script.values()) {
            scripts.put(script, new TimeHistogram());
        }
    }

    /** Of a command that is no script. */
    TimeHistogram ofCommands() {
        return commands;
    }

    /** Of a round trip that this script was the first of. */
    TimeHistogram of(Script script) {
        return Objects.requireNonNull(scripts.get(script));
    }

    /** By the name of the script, or {@code command}; those that were never called left out. */
    Map<String, TimeHistogram.Reading> read() {
        Map<String, TimeHistogram.Reading> readings = new TreeMap<>();
        scripts.forEach(
                (script, times) ->
                        readings.put(script.name().toLowerCase(Locale.ROOT), times.read()));
        readings.put(COMMAND, commands.read());
        readings.values()
                .removeIf(reading -> reading.counts().stream().allMatch(count -> count == 0));
        return readings;
    }
}
