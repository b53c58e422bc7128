/**
 * Posting photos on X, never twice.
 *
 * <p>X keeps no key of ours with a tweet, so the effect is guarded by an intent: a row on the
 * owner's shard says "sending" before the request goes out, and "sent" with the tweet's id after
 * it. A run that finds "sending" knows that an earlier one was interrupted: it waits until that
 * one's request can no longer be under way, then looks among the owner's latest tweets for our
 * marker, and only if it is not there sends again.
 *
 * <pre>
 *   (no row) ──intend──► sending ──201──► sent
 *                        │    ▲ └──4xx──► refused ──retried by a person──► sending
 *                        │    └── not among the latest tweets: intend again
 *                        └── interrupted: wait, look ──► found: sent
 * </pre>
 *
 * <p>Imports {@code shards} and {@code darkroom.queue}; imported by {@code photos}, {@code web} and
 * the composition root.
 */
@NullMarked
package darkroom.jobs.crosspost;

import org.jspecify.annotations.NullMarked;
