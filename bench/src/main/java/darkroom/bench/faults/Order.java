package darkroom.bench.faults;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a child is to do: a verb and its settings, in one line.
 *
 * @param settings by name; neither has a blank
 */
record Order(Verb verb, Map<String, String> settings) {
    /** What there is to do. */
    enum Verb {
        /** Be a worker process. */
        WORK,
        /** Enqueue jobs. */
        ENQUEUE,
        /** Relay an outbox. */
        RELAY,
        /** Be a worker as simple ones are: BRPOP and run. */
        POP,
        /** Stop in the tracks at a point. */
        ARM
    }

    Order {
        settings = Map.copyOf(settings);
    }

    static Order to(Verb verb) {
        return new Order(verb, Map.of());
    }

    /** The same with one more setting. */
    Order with(String name, Object value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(name, String.valueOf(value));
        return new Order(verb, more);
    }

    static Order parse(String line) {
        String[] words = line.split(" ", -1);
        Order order = to(Verb.valueOf(words[0].toUpperCase(Locale.ROOT)));
        for (int i = 1; i < words.length; i++) {
            int at = words[i].indexOf('=');
            order = order.with(words[i].substring(0, at), words[i].substring(at + 1));
        }
        return order;
    }

    String line() {
        StringBuilder line = new StringBuilder(verb.name().toLowerCase(Locale.ROOT));
        settings.forEach((name, value) -> line.append(' ').append(name).append('=').append(value));
        return line.toString();
    }

    String text(String name) {
        String value = settings.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "cannot obey " + verb + ": expected a setting \"" + name + "\", found none");
        }
        return value;
    }

    long number(String name) {
        return Long.parseLong(text(name));
    }
}
