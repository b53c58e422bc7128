package darkroom.jobs.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.jobs.shards.Shard;
import darkroom.jobs.shards.TestShards;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PeopleIT {
    private static final String PASSWORD = "correct horse";
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final AtomicReference<Instant> clock = new AtomicReference<>(NOW);
    private final TestShards test = TestShards.migrated();
    private final SecureRandom random = new SecureRandom();
    private final PasswordHash passwords = new PasswordHash(random);
    private final People people = new People(test.shards(), passwords, clock::get, random);

    @AfterAll
    void close() {
        test.close();
    }

    @Test
    void personLivesOnTheShardOfTheirName() {
        Person person = people.signUp("Nadia.K", PASSWORD);

        assertThat(test.shards().ofId(person.id())).isSameAs(test.shards().ofName("nadia.k"));
        assertThat(people.profile(person.id()).orElseThrow())
                .isEqualTo(new Profile(person.id(), "Nadia.K", 0, 0, 0, NOW));
        assertThat(people.profileNamed("NADIA.K").orElseThrow().id()).isEqualTo(person.id());
    }

    @Test
    void nameIsTakenInAnyCaseEvenWhereTurkishIsSpoken() {
        assertThat(Locale.getDefault().getLanguage()).isEqualTo("tr");
        people.signUp("INDIGO_ii", PASSWORD);

        assertThatThrownBy(() -> people.signUp("indigo_II", PASSWORD))
                .isInstanceOf(NameTakenException.class)
                .hasMessageContaining("indigo_II");
        assertThat(people.signIn("iNdIgO_iI", PASSWORD)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ab",
                "a234567890123456789012345678901",
                "with space",
                "new\nline",
                "zero\0zero",
                "İstanbul",
                "\u212Aelvin",
                "ｆｕｌｌ",
                "'; DROP TABLE person; --",
                "<script>",
                "../../etc",
                "a\uD800b",
                "{s}{n}"
            })
    void nameAgainstTheRuleIsRefused(String name) {
        assertThatThrownBy(() -> people.signUp(name, PASSWORD))
                .isInstanceOf(RefusedPersonException.class)
                .hasMessageNotContaining("\n");
        assertThat(people.signIn(name, PASSWORD)).isEmpty();
        assertThat(people.profileNamed(name)).isEmpty();
    }

    @Test
    void passwordOutOfBoundsIsRefused() {
        assertThatThrownBy(() -> people.signUp("short.one", "1234567"))
                .isInstanceOf(RefusedPersonException.class)
                .hasMessageContaining("found 7")
                .hasMessageNotContaining("1234567");
        assertThatThrownBy(() -> people.signUp("long.one", "x".repeat(201)))
                .isInstanceOf(RefusedPersonException.class);
        assertThat(people.profileNamed("short.one")).isEmpty();
    }

    @Test
    void signInNeedsTheRightPassword() {
        people.signUp("signs.in", PASSWORD);

        assertThat(people.signIn("signs.in", PASSWORD + "!")).isEmpty();
        assertThat(people.signIn("signs.in", "")).isEmpty();
        assertThat(people.signIn("signs.in", "x".repeat(100_000))).isEmpty();
        assertThat(people.signIn("signs.out", PASSWORD)).isEmpty();
        assertThat(people.signIn("signs.in", PASSWORD)).isPresent();
    }

    @Test
    void sessionLastsThirtyDaysUnlessSignedOut() {
        Person person = people.signUp("session.owner", PASSWORD);
        Session session = people.signIn("session.owner", PASSWORD).orElseThrow();
        Session other = people.signIn("session.owner", PASSWORD).orElseThrow();

        assertThat(session.expiresAt()).isEqualTo(NOW.plus(Duration.ofDays(30)));
        assertThat(people.authenticate(session.token())).contains(person.id());
        people.signOut(session.token());
        people.signOut(session.token());
        assertThat(people.authenticate(session.token())).isEmpty();
        assertThat(people.authenticate(other.token())).contains(person.id());
        People later =
                new People(test.shards(), passwords, () -> NOW.plus(Duration.ofDays(30)), random);
        assertThat(later.authenticate(other.token())).isEmpty();
    }

    @Test
    void tokenIsStoredAsAHashOnly() {
        Person person = people.signUp("hashed.token", PASSWORD);
        Session session = people.signIn("hashed.token", PASSWORD).orElseThrow();
        byte[] token = Base64.getUrlDecoder().decode(session.token());

        Shard shard = test.shards().ofId(person.id());
        List<byte[]> stored =
                shard.transact(
                        connection -> {
                            List<byte[]> hashes = new ArrayList<>();
                            try (PreparedStatement select =
                                            shard.prepare(
                                                    connection,
                                                    "SELECT token_hash FROM {s}.session WHERE"
                                                            + " person_id = ?",
                                                    person.id());
                                    ResultSet row = select.executeQuery()) {
                                while (row.next()) {
                                    hashes.add(row.getBytes(1));
                                }
                            }
                            return hashes;
                        });

        assertThat(stored).hasSize(1);
        assertThat(new String(stored.get(0), StandardCharsets.ISO_8859_1))
                .hasSize(32)
                .doesNotContain(new String(token, 8, 8, StandardCharsets.ISO_8859_1));
        assertThat(session.toString()).doesNotContain(session.token());
    }

    @Test
    void tokenOfAnotherPersonIsRefused() {
        Person one = people.signUp("token.one", PASSWORD);
        people.signUp("token.two", PASSWORD);
        String token = people.signIn("token.two", PASSWORD).orElseThrow().token();
        byte[] forged = Base64.getUrlDecoder().decode(token);
        java.nio.ByteBuffer.wrap(forged).putLong(one.id());

        assertThat(
                        people.authenticate(
                                Base64.getUrlEncoder().withoutPadding().encodeToString(forged)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "______________________________________________________",
                "!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!"
            })
    void tokenThatIsNoneSignsNobodyIn(String token) {
        assertThat(people.authenticate(token)).isEmpty();
        people.signOut(token);
    }

    @Test
    void oldestSessionEndsWhenThereAreTooMany() {
        people.signUp("many.sessions", PASSWORD);
        Sessions sessions = new Sessions(test.shards(), clock::get, random);
        long id = people.profileNamed("many.sessions").orElseThrow().id();
        List<Session> opened = new ArrayList<>();
        for (int i = 0; i <= Sessions.PER_PERSON_MAX; i++) {
            int second = i;
            opened.add(new Sessions(test.shards(), () -> NOW.plusSeconds(second), random).open(id));
        }

        assertThat(sessions.find(opened.get(0).token())).isEmpty();
        assertThat(sessions.find(opened.get(1).token())).contains(id);
    }

    @Test
    void followIsCountedOnceOnBothSides() {
        long a = people.signUp("follow.a", PASSWORD).id();
        long b = people.signUp("follow.b", PASSWORD).id();

        people.follow(a, b);
        people.follow(a, b);

        assertThat(people.isFollowing(a, b)).isTrue();
        assertThat(people.isFollowing(b, a)).isFalse();
        assertThat(people.profile(a).orElseThrow().following()).isEqualTo(1);
        assertThat(people.profile(b).orElseThrow().followers()).isEqualTo(1);

        people.unfollow(a, b);
        people.unfollow(a, b);

        assertThat(people.isFollowing(a, b)).isFalse();
        assertThat(people.profile(a).orElseThrow().following()).isZero();
        assertThat(people.profile(b).orElseThrow().followers()).isZero();
    }

    @Test
    void followOfOneselfOrOfNobodyIsRefused() {
        long a = people.signUp("follows.nobody", PASSWORD).id();

        assertThatThrownBy(() -> people.follow(a, a)).isInstanceOf(RefusedPersonException.class);
        assertThatThrownBy(() -> people.follow(a, a + 1)).isInstanceOf(NoSuchPersonException.class);
        assertThatThrownBy(() -> people.follow(a, -5)).isInstanceOf(NoSuchPersonException.class);
        assertThatThrownBy(() -> people.follow(a + 1, a)).isInstanceOf(NoSuchPersonException.class);
        people.unfollow(a, -5);
        assertThat(people.profile(a).orElseThrow().following()).isZero();
    }

    @Test
    void peopleAndFollowsAreLoadedInBulk() {
        String hash = passwords.hash(PASSWORD);
        List<Person> made =
                people.signUpAll(
                        IntStream.range(0, 500)
                                .mapToObj(i -> new NewPerson("bulk_" + i, hash))
                                .toList());
        long star = made.get(0).id();
        List<Follow> follows =
                made.stream().skip(1).map(person -> new Follow(person.id(), star)).toList();

        people.followAll(follows);
        people.followAll(follows);

        assertThat(made).extracting(Person::name).startsWith("bulk_0", "bulk_1").hasSize(500);
        assertThat(people.profile(star).orElseThrow().followers()).isEqualTo(499);
        assertThat(people.profile(made.get(7).id()).orElseThrow().following()).isEqualTo(1);
        assertThat(people.signIn("BULK_499", PASSWORD)).isPresent();
        assertThat(people.names(made.stream().map(Person::id).toList()))
                .hasSize(500)
                .containsEntry(star, "bulk_0");
    }

    @Test
    void bulkWithANameThatIsTakenIsRefused() {
        String hash = passwords.hash(PASSWORD);
        people.signUp("bulk.taken", PASSWORD);

        assertThatThrownBy(() -> people.signUpAll(List.of(new NewPerson("Bulk.Taken", hash))))
                .isInstanceOf(NameTakenException.class);
        assertThatThrownBy(
                        () ->
                                people.signUpAll(
                                        List.of(
                                                new NewPerson("bulk.twice", hash),
                                                new NewPerson("BULK.twice", hash))))
                .isInstanceOf(NameTakenException.class);
        assertThat(people.profileNamed("bulk.twice")).isEmpty();
    }

    @Test
    void profileOfNobodyIsEmpty() {
        assertThat(people.profile(Long.MAX_VALUE)).isEqualTo(Optional.empty());
        assertThat(people.profile(Long.MIN_VALUE)).isEmpty();
        assertThat(people.profile(1L << 23)).isEmpty();
        assertThat(people.names(List.of(-1L, 1L << 23))).isEmpty();
    }
}
