package darkroom.embedded;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class LostConnectionsTest {
    private final EmbeddedChannel connection = new EmbeddedChannel(new LostConnections());

    @Test
    void connectionThatIsLostIsNoNews() {
        connection.pipeline().fireExceptionCaught(new IOException("Connection reset"));

        assertThatNoException().isThrownBy(connection::checkException);
    }

    @Test
    void whatIsWrongWithTheServerIsSaid() {
        connection.pipeline().fireExceptionCaught(new IllegalStateException("wrong"));

        assertThatThrownBy(connection::checkException).hasMessage("wrong");
    }
}
