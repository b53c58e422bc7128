package darkroom.queue.handler;

import darkroom.queue.JobKind;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which kinds are known, and the handler of each. The only way from a name in a job to code: names
 * are looked up here and nowhere else. Immutable.
 */
public final class HandlerRegistry {
    private final Map<String, Entry<?>> entries;
    private final Application application;

    private HandlerRegistry(Map<String, Entry<?>> entries, Application application) {
        this.entries = Map.copyOf(entries);
        this.application = application;
    }

    /** A registry to be filled. */
    public static Builder builder() {
        return new Builder();
    }

    /** The kind of this name and its handler, if it is known. */
    public Optional<Entry<?>> find(String kindName) {
        return Optional.ofNullable(entries.get(kindName));
    }

    /** All that is known. */
    public Collection<Entry<?>> entries() {
        return entries.values();
    }

    /** What all this is part of. */
    public Application application() {
        return application;
    }

    /**
     * A kind and what does it.
     *
     * @param <A> the args of the kind
     */
    public record Entry<A>(JobKind<A> kind, JobHandler<A> handler) {}

    /** Takes one handler a kind. Not thread-safe. */
    public static final class Builder {
        private final Map<String, Entry<?>> entries = new LinkedHashMap<>();
        private Application application = Application.UNKNOWN;

        private Builder() {}

        /**
         * Makes {@code handler} the one for {@code kind}.
         *
         * @throws IllegalArgumentException if the kind has one already
         */
        public <A> Builder add(JobKind<A> kind, JobHandler<A> handler) {
            if (entries.putIfAbsent(kind.name(), new Entry<>(kind, handler)) != null) {
                throw new IllegalArgumentException(
                        "cannot register a handler for kind \""
                                + kind.name()
                                + "\": it has one already; remove one of the two");
            }
            return this;
        }

        /** Says what all this is part of. */
        public Builder of(Application whole) {
            application = whole;
            return this;
        }

        /** The registry. */
        public HandlerRegistry build() {
            return new HandlerRegistry(entries, application);
        }
    }
}
