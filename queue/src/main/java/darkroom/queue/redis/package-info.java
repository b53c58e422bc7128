/**
 * Everything that names Redis: its keys, its scripts, its client. No other package does.
 *
 * <p>A change of state is one script; every call ends within the timeout of {@link
 * darkroom.queue.redis.RedisAddress}, in a reply or in a {@link
 * darkroom.queue.StoreUnavailableException}.
 */
@NullMarked
package darkroom.queue.redis;

import org.jspecify.annotations.NullMarked;
