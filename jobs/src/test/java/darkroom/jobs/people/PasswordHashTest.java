package darkroom.jobs.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

final class PasswordHashTest {
    private final PasswordHash passwords = new PasswordHash(new SecureRandom());

    @Test
    void hashIsOfThePasswordAndASalt() {
        String one = passwords.hash("a password");
        String two = passwords.hash("a password");

        assertThat(one).isNotEqualTo(two).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(passwords.verify("a password", one)).isTrue();
        assertThat(passwords.verify("a password", two)).isTrue();
        assertThat(passwords.verify("A password", one)).isFalse();
        assertThat(passwords.verify("", one)).isFalse();
    }

    /** A vector of the reference implementation, P-H-C/phc-winner-argon2, src/test.c. */
    @Test
    void hashOfTheReferenceImplementationIsUnderstood() {
        assertThat(
                        passwords.verify(
                                "password",
                                "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ"
                                        + "$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"))
                .isTrue();
    }

    @Test
    void passwordTypedInAnotherNormalFormIsTheSame() {
        assertThat(passwords.verify("cafe\u0301 noir", passwords.hash("caf\u00e9 noir"))).isTrue();
    }

    @Test
    void parametersThatWouldTakeAllMemoryAreRefused() {
        String hash = passwords.hash("a password");

        assertThatThrownBy(() -> passwords.verify("x", hash.replace("m=19456", "m=999999")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> passwords.verify("x", "plain"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("plain");
    }
}
