package darkroom.cli.settings;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value that a flag or a variable of the environment gives.
 *
 * @param name which of the two it is from, as faults call it
 */
record Setting(String name, String value) {
    /** The flag's where it was given; else the variable's; else a default, by the flag's name. */
    static Setting of(
            String flag,
            @Nullable String given,
            String variable,
            Map<String, String> environment,
            String otherwise) {
        String set = environment.get(variable);
        if (given != null || set == null) {
            return new Setting(flag, given == null ? otherwise : given);
        }
        return new Setting(variable, set);
    }
}
