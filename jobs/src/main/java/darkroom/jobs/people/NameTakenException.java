package darkroom.jobs.people;

/**
 * Somebody has this name, perhaps in other letters' case; the message can be shown as it stands.
 */
public final class NameTakenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NameTakenException(String name) {
        super("cannot take the name \"" + name + "\": somebody has it; choose another");
    }
}
