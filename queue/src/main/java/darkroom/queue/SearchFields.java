package darkroom.queue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * By which values of its args a dead job of a kind can be found. Their values are copied into the
 * archive's index; nothing else of the args is. Immutable.
 *
 * @param <A> the args
 */
public final class SearchFields<A> {
    /** The longest value that can be found, in characters; a longer one is not in the index. */
    public static final int VALUE_CHARS_MAX = 200;

    private static final int ARGS_MAX = 8;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,60}");

    private final Map<String, Function<A, ?>> args;
    private final List<Function<A, ?>> user;
    private final List<Function<A, ?>> shard;

    private SearchFields(
            Map<String, Function<A, ?>> args,
            List<Function<A, ?>> user,
            List<Function<A, ?>> shard) {
        this.args = args;
        this.user = user;
        this.shard = shard;
    }

    /** By none. */
    public static <A> SearchFields<A> none() {
        return new SearchFields<>(Map.of(), List.of(), List.of());
    }

    /**
     * The same and by this one.
     *
     * @param name under which it is found, {@code [A-Za-z0-9_.-]{1,60}}
     * @throws InvalidJobException if the name is another, is like that of a secret, or there are
     *     eight already
     */
    public SearchFields<A> arg(String name, Function<A, ?> value) {
        if (!NAME.matcher(name).matches() || SecretNames.isSecret(name)) {
            throw new InvalidJobException(
                    "cannot search by arg \""
                            + Excerpt.of(name)
                            + "\": expected a name of "
                            + NAME
                            + " that is not like that of a secret; leave it out");
        }
        if (args.size() == ARGS_MAX) {
            throw new InvalidJobException(
                    "cannot search by arg \"" + name + "\": limit is " + ARGS_MAX + " a kind");
        }
        Map<String, Function<A, ?>> more = new LinkedHashMap<>(args);
        more.put(name, value);
        return new SearchFields<>(more, user, shard);
    }

    /** The same and by the user that the job is for. */
    public SearchFields<A> user(Function<A, ?> id) {
        return new SearchFields<>(args, List.of(id), shard);
    }

    /** The same and by the shard that the job works on. */
    public SearchFields<A> shard(Function<A, ?> number) {
        return new SearchFields<>(args, user, List.of(number));
    }

    /** The user of these args, if one can be found by it. */
    public Optional<String> userOf(A one) {
        return first(user, one);
    }

    /** The shard of these args, if one can be found by it. */
    public Optional<String> shardOf(A one) {
        return first(shard, one);
    }

    /** What else these args are found by: {@code name=value} each. */
    public List<String> argsOf(A one) {
        List<String> found = new ArrayList<>();
        args.forEach(
                (name, value) ->
                        text(value.apply(one)).ifPresent(it -> found.add(name + "=" + it)));
        return found;
    }

    private Optional<String> first(List<Function<A, ?>> some, A one) {
        return some.isEmpty() ? Optional.empty() : text(some.get(0).apply(one));
    }

    private static Optional<String> text(Object value) {
        String text = String.valueOf(value);
        return text.isEmpty() || text.length() > VALUE_CHARS_MAX
                ? Optional.empty()
                : Optional.of(text);
    }
}
