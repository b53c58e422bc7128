/**
 * Feeds: the fan-out of a photo to every follower, and the pages that a reader sees.
 *
 * <p>Imported by {@code photos} (the kind), the web tier (the pages) and the composition root (the
 * handler); imports {@code shards} and {@code push} (the kind). A feed entry stands on its reader's
 * shard; it is shown only while the reader follows the photo's owner.
 *
 * <pre>
 *   photo posted ──► fan_out at cursor 0 ──page──► entries on the readers' shards ──► push jobs
 *                        ▲                                                               │
 *                        └───────── cursor moved past the page, by one run only ─────────┘
 * </pre>
 */
@NullMarked
package darkroom.jobs.feed;

import org.jspecify.annotations.NullMarked;
