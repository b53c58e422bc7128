package darkroom.jobs.push;

import java.time.Instant;

/**
 * A phone, as Apple's push service knows it.
 *
 * @param token hexadecimal digits in small letters
 * @param registeredAt when the app last said that it is there
 */
public record Device(String token, Instant registeredAt) {
    /** Without the token: who has it and a key can notify the phone. */
    @Override
    public String toString() {
        return "Device[registeredAt=" + registeredAt + "]";
    }
}
