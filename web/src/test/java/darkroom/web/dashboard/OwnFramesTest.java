package darkroom.web.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnFramesTest {
    private static final String STACK =
            """
            java.io.IOException: at com.example.photos.No.frame(No.java:1)
            \tat java.base/java.net.Socket.connect(Socket.java:633)
            \tat app//com.example.photos.Sender.send(Sender.java:17)
            \tat com.example.people.Friends.of(Friends.java:3)
            \tat com.examples.Other.run(Other.java:1)
            """;

    @Test
    void theyAreThoseThatShareTheFirstTwoNamesOfThePackage() {
        assertThat(OwnFrames.of(STACK, "com.example.photos.Sender.send"))
                .isEqualTo(
                        "at app//com.example.photos.Sender.send(Sender.java:17)\n"
                                + "at com.example.people.Friends.of(Friends.java:3)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "none", ".", ".."})
    void withoutAPackageThereAreNone(String first) {
        assertThat(OwnFrames.of(STACK, first)).isEmpty();
    }
}
