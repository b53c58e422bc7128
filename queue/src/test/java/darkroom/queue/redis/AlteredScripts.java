package darkroom.queue.redis;

import java.util.function.Function;

/** A store whose scripts are altered before Redis sees them, for tests that plant faults. */
public final class AlteredScripts {
    private AlteredScripts() {}

    /** Makes another text of a script; {@code source} has no line for flags. */
    @FunctionalInterface
    public interface Alteration {
        /** The text that Redis is given. */
        String alter(Script script, String source);

        /** This one, and then the other. */
        default Alteration then(Alteration next) {
            return (script, source) -> next.alter(script, alter(script, source));
        }
    }

    /** Opens stores with scripts of this alteration. */
    public static Function<RedisAddress, RedisStore> opener(Alteration alteration) {
        return address ->
                RedisStore.open(
                        address,
                        (script, redisMajor) -> {
                            String source = script.source(redisMajor);
                            int flags = source.startsWith("#!") ? source.indexOf('\n') + 1 : 0;
                            return source.substring(0, flags)
                                    + alteration.alter(script, source.substring(flags));
                        });
    }

    /** The text of a script, without what is put before it for one version of Redis or another. */
    public static String source(Script script) {
        String source = script.source(7);
        return source.startsWith("#!") ? source.substring(source.indexOf('\n') + 1) : source;
    }
}
