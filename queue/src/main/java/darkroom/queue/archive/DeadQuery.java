package darkroom.queue.archive;

import darkroom.queue.Excerpt;
import darkroom.queue.InvalidJobException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which dead jobs are searched for: those of which all that is given is true.
 *
 * @param values exact, by what they are of
 * @param args {@code name=value} each, as their kinds say what they are found by
 * @param since died then or later
 * @param until died then or before
 */
public record DeadQuery(
        Map<Field, String> values,
        List<String> args,
        Optional<Instant> since,
        Optional<Instant> until) {
    /** All dead jobs. */
    public static final DeadQuery ALL =
            new DeadQuery(Map.of(), List.of(), Optional.empty(), Optional.empty());

    private static final int ARGS_MAX = 8;
    private static final int CHARS_MAX = 300;

    /** What can be searched by. */
    public enum Field {
        /** Name in the dead set: the job's id. */
        ID("name"),
        /** The user that it was for, as its kind says. */
        USER("person"),
        /** Group of failures. */
        GROUP("failure_group"),
        /** The shard that it worked on, as its kind says. */
        SHARD("shard"),
        /**
         * Class of what was thrown, with or without its package, or a word such as {@code timeout}.
         */
        ERROR("error_name"),
        /** Its kind. */
        KIND("kind"),
        /** Where it waited last. */
        QUEUE("queue");

        private final String column;

        Field(String column) {
            this.column = column;
        }

        String column() {
            return column;
        }
    }

    /** Copies all of it. */
    public DeadQuery {
        values = values.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(values));
        args = List.copyOf(args);
    }

    /** The same, with this value of it. */
    public DeadQuery with(Field field, String value) {
        Map<Field, String> more = new EnumMap<>(Field.class);
        more.putAll(values);
        more.put(field, bounded(field.name().toLowerCase(Locale.ROOT), value));
        return new DeadQuery(more, args, since, until);
    }

    /** The same, whatever it is of that. */
    public DeadQuery without(Field field) {
        Map<Field, String> fewer = new EnumMap<>(Field.class);
        fewer.putAll(values);
        fewer.remove(field);
        return new DeadQuery(fewer, args, since, until);
    }

    /**
     * The same, with this value of an arg.
     *
     * @param text {@code name=value}
     * @throws InvalidJobException if it is not; says where
     */
    public DeadQuery withArg(String text) {
        int equals = text.indexOf('=');
        if (equals <= 0) {
            throw new InvalidJobException(
                    "cannot search by arg \""
                            + Excerpt.of(text)
                            + "\": expected name=value, found "
                            + (equals == 0 ? "no name before \"=\" at character 1" : "no \"=\"")
                            + "; such as photoId=4711");
        }
        if (args.size() == ARGS_MAX) {
            throw new InvalidJobException(
                    "cannot search by more args: limit is " + ARGS_MAX + " (DeadQuery)");
        }
        List<String> more = new ArrayList<>(args);
        more.add(bounded("arg", text));
        return new DeadQuery(values, more, since, until);
    }

    /** The same, that died then or later. */
    public DeadQuery since(Instant moment) {
        return new DeadQuery(values, args, Optional.of(moment), until);
    }

    /** The same, that died then or before. */
    public DeadQuery until(Instant moment) {
        return new DeadQuery(values, args, since, Optional.of(moment));
    }

    private static String bounded(String what, String value) {
        if (value.length() > CHARS_MAX || value.indexOf('\0') >= 0) {
            throw new InvalidJobException(
                    "cannot search by this "
                            + what
                            + ": expected at most "
                            + CHARS_MAX
                            + " characters and no NUL, found "
                            + (value.length() > CHARS_MAX
                                    ? value.length() + " characters"
                                    : "a NUL at character " + (value.indexOf('\0') + 1))
                            + "; search by another");
        }
        return value;
    }

    /** Whether it is true of a job that is not copied yet. */
    boolean matches(DeadRow row) {
        return values.entrySet().stream()
                        .allMatch(one -> matches(row, one.getKey(), one.getValue()))
                && row.terms().args().containsAll(args)
                && since.map(it -> row.place().diedAt() >= it.toEpochMilli()).orElse(true)
                && until.map(it -> row.place().diedAt() <= it.toEpochMilli()).orElse(true);
    }

    private static boolean matches(DeadRow row, Field field, String value) {
        String type = row.job().cause().type();
        return switch (field) {
            case ID -> row.place().name().equals(value);
            case USER -> row.terms().user().equals(Optional.of(value));
            case SHARD -> row.terms().shard().equals(Optional.of(value));
            case GROUP -> row.job().group().equals(value);
            case KIND -> row.job().kind().equals(value);
            case QUEUE -> row.job().queue().equals(value);
            case ERROR -> type.equals(value) || DeadRow.simpleName(type).equals(value);
        };
    }
}
