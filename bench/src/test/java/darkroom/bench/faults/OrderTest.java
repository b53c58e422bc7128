package darkroom.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class OrderTest {
    @Test
    void orderIsReadAsItWasWritten() {
        Order order = Order.to(Order.Verb.WORK).with("name", "a=b").with("threads", 8);

        Order read = Order.parse(order.line());

        assertThat(read).isEqualTo(order);
        assertThat(read.text("name")).isEqualTo("a=b");
        assertThat(read.number("threads")).isEqualTo(8);
    }

    @Test
    void settingThatIsNotThereIsNamed() {
        Order order = Order.parse("relay");

        assertThat(order.verb()).isEqualTo(Order.Verb.RELAY);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> order.text("port"))
                .withMessageContaining("RELAY")
                .withMessageContaining("\"port\"");
    }

    @Test
    void whatIsNoVerbIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Order.parse("dance to=music"));
    }
}
