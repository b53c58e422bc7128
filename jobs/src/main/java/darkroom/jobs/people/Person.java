package darkroom.jobs.people;

/**
 * Somebody with an account.
 *
 * @param id above 0
 * @param name as they wrote it at sign-up
 */
public record Person(long id, String name) {}
