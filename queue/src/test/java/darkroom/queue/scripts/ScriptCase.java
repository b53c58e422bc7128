package darkroom.queue.scripts;

import darkroom.queue.redis.Script;
import java.util.List;
import java.util.Optional;

/**
 * One way through one script.
 *
 * @param name what happens, for people
 * @param arrangement brings Redis into the state before, and gives the call to make then
 * @param changes exactly the keys that change, without their namespace, of the stats hash the
 *     fields, and {@code > channel message} for what is published
 * @param refusal what the call throws, if it does
 */
record ScriptCase(
        Script script,
        String name,
        Arrangement arrangement,
        List<String> changes,
        Optional<Class<? extends RuntimeException>> refusal) {

    /** Brings Redis into a state. */
    interface Arrangement {
        /** The call to make then; made again it is what the product does after an error. */
        Runnable in(Scene scene);
    }

    static ScriptCase of(Script script, String name, Arrangement arrangement, String... changes) {
        return new ScriptCase(script, name, arrangement, List.of(changes), Optional.empty());
    }

    ScriptCase refused(Class<? extends RuntimeException> refusal) {
        return new ScriptCase(script, name, arrangement, changes, Optional.of(refusal));
    }

    /** The keys that change. */
    List<String> changedKeys() {
        return changes.stream().filter(change -> !change.startsWith(">")).toList();
    }

    @Override
    public String toString() {
        return script + ": " + name;
    }
}
