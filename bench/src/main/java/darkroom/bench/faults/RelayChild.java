package darkroom.bench.faults;

import darkroom.queue.client.QueueClient;
import darkroom.queue.outbox.Outbox;
import darkroom.queue.outbox.Relay;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import java.security.SecureRandom;
import java.time.InstantSource;

/** What a child does that relays. */
final class RelayChild {
    /** What the outbox is called. */
    static final String OUTBOX = "faults";

    private RelayChild() {}

    static void start(Order order, RedisAddress address) {
        RedisStore store = RedisStore.open(address);
        QueueClient client = new QueueClient(store, InstantSource.system(), new SecureRandom());
        Relay relay =
                Relay.start(
                        new Outbox(OUTBOX, client),
                        Databases.at(order.text("url"), order.text("user")),
                        store,
                        client,
                        new SecureRandom());
        Runtime.getRuntime().addShutdownHook(new Thread(relay::close, "stop"));
    }
}
