package darkroom.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.queue.redis.RedisUrl.Topology;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.HostAndPort;

final class RedisAddressTest {
    @Test
    void oneServerIsReadWithItsLoginAndDatabase() {
        RedisUrl url = parsed("redis://web:p%40ss+1@redis.example:7000/3?replicas=1");

        assertThat(url.topology()).isEqualTo(Topology.SINGLE);
        assertThat(url.tls()).isFalse();
        assertThat(url.nodes()).containsExactly(new HostAndPort("redis.example", 7000));
        assertThat(url.login().user()).isEqualTo("web");
        assertThat(url.login().password()).isEqualTo("p@ss+1");
        assertThat(url.database()).isEqualTo(3);
        assertThat(url.replicas()).isEqualTo(1);
        assertThat(url.ca()).isEmpty();
    }

    @Test
    void whatIsLeftOutHasItsUsualValue() {
        assertThat(parsed("redis://h").nodes()).containsExactly(new HostAndPort("h", 6379));
        assertThat(parsed("redis-cluster://h").nodes()).containsExactly(new HostAndPort("h", 6379));
        assertThat(parsed("redis-sentinel://h?primary=p").nodes())
                .containsExactly(new HostAndPort("h", 26_379));
        assertThat(parsed("redis://:secret@h").login().password()).isEqualTo("secret");
        assertThat(parsed("redis://:secret@h").login().user()).isEmpty();
        assertThat(parsed("redis://h").replicas()).isZero();
        assertThat(parsed("redis://[::1]:7").nodes()).containsExactly(new HostAndPort("::1", 7));
    }

    @Test
    void sentinelsAreReadWithTheNameOfTheirPrimary() {
        RedisUrl url =
                parsed(
                        "rediss-sentinel://w:x@s1:1,s2:2,s3/2?primary=main&ca=/etc/ca.pem"
                                + "&sentinel-user=u&sentinel-password=p%26q");

        assertThat(url.topology()).isEqualTo(Topology.SENTINEL);
        assertThat(url.tls()).isTrue();
        assertThat(url.nodes()).extracting(HostAndPort::getPort).containsExactly(1, 2, 26_379);
        assertThat(url.primary()).isEqualTo("main");
        assertThat(url.database()).isEqualTo(2);
        assertThat(url.ca()).isEqualTo(Optional.of(Path.of("/etc/ca.pem")));
        assertThat(url.login().sentinelUser()).isEqualTo("u");
        assertThat(url.login().sentinelPassword()).isEqualTo("p&q");
    }

    @Test
    void clusterNeedsANamespaceThatStaysOnOneNode() {
        RedisAddress address = RedisAddress.of("redis-cluster://n1:1,n2:2");

        assertThat(address.namespace()).isEqualTo("{resque}");
        assertThat(address.withNamespace("shop{lane-3}").slot())
                .isEqualTo(address.withNamespace("{lane-3}x").slot());
        for (String untagged : new String[] {"lane-3", "lane{}3", "{}{a}", "a{b"}) {
            assertThatThrownBy(() -> address.withNamespace(untagged))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("hash tag")
                    .hasMessageContaining(untagged);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://h | scheme \"http\"",
                "redis:///0 | host \"\"",
                "redis://a,b | 2 hosts, limit is 1",
                "redis://h:99999 | port \"99999\"",
                "redis://h/x | path \"/x\"",
                "redis-cluster://h/1 | database 1",
                "redis-sentinel://h | no parameter primary",
                "redis://h?primary=x | a parameter primary",
                "redis://h?ca=/f | parameter ca without TLS",
                "redis://h?replicas=11 | replicas \"11\"",
                "redis://h?replica=1 | parameter \"replica\"",
                "redis-sentinel://h,,i?primary=x | host \"\"",
            })
    void faultIsSaidWithoutThePassword(String text, String found) {
        URI uri = URI.create(text.replace("://", "://user:s3cret@"));

        assertThatThrownBy(() -> new RedisAddress(uri, "{x}", Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("redis-sentinel://")
                .hasMessageContaining("found " + found)
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void displayNamesEveryNodeAndNoSecret() {
        assertThat(address("redis://u:s3cret@h:1").display()).isEqualTo("h:1");
        assertThat(address("redis-sentinel://u:s3cret@h:1,i:2?primary=m").display())
                .isEqualTo("m of Sentinels h:1,i:2");
        assertThat(address("redis-cluster://u:s3cret@h:1").toString())
                .contains("cluster h:1")
                .doesNotContain("s3cret");
    }

    private static RedisAddress address(String text) {
        return new RedisAddress(URI.create(text), "{x}", Duration.ofSeconds(1));
    }

    private static RedisUrl parsed(String text) {
        return RedisUrl.parse(URI.create(text));
    }
}
