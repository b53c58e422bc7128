package darkroom.jobs.people;

import java.time.Instant;

/**
 * What anybody may know of a person.
 *
 * @param id above 0
 * @param name as they wrote it at sign-up
 * @param photos how many they have posted
 * @param followers how many people follow them
 * @param following how many people they follow
 * @param createdAt when they signed up
 */
public record Profile(
        long id, String name, int photos, int followers, int following, Instant createdAt) {}
