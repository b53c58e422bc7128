package darkroom.jobs.people;

/**
 * Somebody to be signed up in bulk.
 *
 * @param name by the rule of {@link People#signUp}
 * @param passwordHash of {@link PasswordHash#hash}; several people may share one
 */
public record NewPerson(String name, String passwordHash) {
    /** Checks the name. */
    public NewPerson {
        name = Names.check(name);
    }

    /** Without the hash. */
    @Override
    public String toString() {
        return "NewPerson[" + name + "]";
    }
}
