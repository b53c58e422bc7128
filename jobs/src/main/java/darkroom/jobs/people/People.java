package darkroom.jobs.people;

import darkroom.jobs.shards.Shard;
import darkroom.jobs.shards.Shards;
import darkroom.jobs.shards.Sql;
import java.security.SecureRandom;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Accounts, sessions, and who follows whom. Thread-safe.
 *
 * <p>Any call can throw {@link darkroom.jobs.shards.ShardUnavailableException}: try again later.
 */
public final class People {
    private static final int PASSWORD_CHARS_MIN = 8;
    private static final int PASSWORD_CHARS_MAX = 200;
    private static final String PROFILE =
            """
            SELECT id, name, photos, followers, following, created_at FROM {s}.person
            """;

    private final Shards shards;
    private final PasswordHash passwords;
    private final Sessions sessions;
    private final Follows follows;
    private final SignUps signUps;
    private final String nobody;

    /**
     * The people on {@code shards}. Hashes one password.
     *
     * @param random for tokens
     */
    public People(Shards shards, PasswordHash passwords, InstantSource clock, SecureRandom random) {
        this.shards = shards;
        this.passwords = passwords;
        this.sessions = new Sessions(shards, clock, random);
        this.follows = new Follows(shards);
        this.signUps = new SignUps(shards, clock);
        this.nobody = passwords.hash(Long.toHexString(random.nextLong()));
    }

    /**
     * Makes an account.
     *
     * @param name 3 to 30 letters a to z in any case, digits, dots and underscores
     * @param password 8 to 200 characters
     * @throws RefusedPersonException if either is against the rule
     * @throws NameTakenException if somebody has the name, in any case of letters
     * @throws TooBusyException if too many passwords are hashed at once
     */
    public Person signUp(String name, String password) {
        Names.check(name);
        if (!isAllowed(password)) {
            throw new RefusedPersonException(
                    "cannot use the password: expected "
                            + PASSWORD_CHARS_MIN
                            + " to "
                            + PASSWORD_CHARS_MAX
                            + " characters, found "
                            + password.length()
                            + "; choose another");
        }
        return signUps.one(new NewPerson(name, passwords.hash(password)));
    }

    /**
     * Makes accounts in bulk, for loading. All of a shard or none; shards one after the other.
     *
     * @return the people, in the order given
     * @throws NameTakenException if somebody has one of the names, or two of them are the same
     */
    public List<Person> signUpAll(List<NewPerson> people) {
        return signUps.all(people);
    }

    /**
     * Signs in for 30 days; nothing if name or password is wrong, which takes as long as success.
     *
     * @throws TooBusyException if too many passwords are hashed at once
     */
    public Optional<Session> signIn(String name, String password) {
        Optional<Credentials> found = Names.isValid(name) ? credentials(name) : Optional.empty();
        String typed = isAllowed(password) ? password : "";
        boolean right =
                passwords.verify(typed, found.map(Credentials::passwordHash).orElse(nobody));
        return right ? found.map(credentials -> sessions.open(credentials.id())) : Optional.empty();
    }

    /** Whose session this is, if it is one that has not ended. Any text may be given. */
    public Optional<Long> authenticate(String token) {
        return sessions.find(token);
    }

    /** Ends a session; nothing happens if it is none. */
    public void signOut(String token) {
        sessions.close(token);
    }

    /**
     * Makes one person follow another; nothing happens if they do already. New photos come into the
     * follower's feed from now on. Two shards are written one after the other: a call that failed
     * is to be repeated.
     *
     * @throws RefusedPersonException if they are the same person
     * @throws NoSuchPersonException if one of them does not exist
     */
    public void follow(long follower, long followee) {
        follows.add(new Follow(follower, followee));
    }

    /** Follows in bulk, for loading; the people must exist. Can be repeated. */
    public void followAll(List<Follow> all) {
        follows.addAll(all);
    }

    /**
     * Ends a follow and takes the other's photos out of the feed; nothing happens if there is none.
     * A call that failed is to be repeated.
     */
    public void unfollow(long follower, long followee) {
        follows.remove(follower, followee);
    }

    /** Whether one person follows another. */
    public boolean isFollowing(long follower, long followee) {
        return follows.has(follower, followee);
    }

    /** What may be known of a person, if the id is somebody's. */
    public Optional<Profile> profile(long personId) {
        return shards.covers(personId)
                ? profileWhere(shards.ofId(personId), "id = ?", personId)
                : Optional.empty();
    }

    /** The same by name, in any case of letters. */
    public Optional<Profile> profileNamed(String name) {
        return Names.isValid(name)
                ? profileWhere(shards.ofName(name), "name_lower = ?", Names.lower(name))
                : Optional.empty();
    }

    /**
     * The names of people by their ids; those who do not exist are left out.
     *
     * @param personIds at most {@link Shards#GATHER_MAX}
     */
    public Map<Long, String> names(Collection<Long> personIds) {
        Map<Long, String> names = new HashMap<>();
        shards.gather(
                        personIds,
                        "SELECT id, name FROM {s}.person WHERE id = ANY (?)",
                        row -> new Person(row.getLong(1), row.getString(2)))
                .forEach(person -> names.put(person.id(), person.name()));
        return names;
    }

    private Optional<Profile> profileWhere(Shard shard, String condition, Object arg) {
        return shard.transact(
                connection -> {
                    try (PreparedStatement select =
                                    shard.prepare(
                                            connection,
                                            PROFILE + "WHERE " + condition + " LIMIT 1",
                                            arg);
                            ResultSet row = select.executeQuery()) {
                        return row.next() ? Optional.of(profileOf(row)) : Optional.empty();
                    }
                });
    }

    private static Profile profileOf(ResultSet row) throws SQLException {
        return new Profile(
                row.getLong(1),
                row.getString(2),
                row.getInt(3),
                row.getInt(4),
                row.getInt(5),
                Sql.instant(row, 6));
    }

    private Optional<Credentials> credentials(String name) {
        Shard shard = shards.ofName(name);
        return shard.transact(
                connection -> {
                    try (PreparedStatement select =
                                    shard.prepare(
                                            connection,
                                            """
                                            SELECT id, password_hash FROM {s}.person
                                            WHERE name_lower = ? LIMIT 1""",
                                            Names.lower(name));
                            ResultSet row = select.executeQuery()) {
                        return row.next()
                                ? Optional.of(new Credentials(row.getLong(1), row.getString(2)))
                                : Optional.empty();
                    }
                });
    }

    private static boolean isAllowed(String password) {
        return password.length() >= PASSWORD_CHARS_MIN && password.length() <= PASSWORD_CHARS_MAX;
    }

    private record Credentials(long id, String passwordHash) {}
}
