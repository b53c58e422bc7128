/**
 * Telling phones: the devices of people, and notifications to them through Apple's push service.
 *
 * <p>Imported by {@code feed} (the kind), the web tier (devices) and the composition root; imports
 * {@code shards}. A device's row lives on its owner's shard. What was accepted is recorded in
 * {@code push_sent} and not sent again; where a crash comes between the two, the same notification
 * goes out again under the same collapse id, and takes its own place on the phone.
 */
@NullMarked
package darkroom.jobs.push;

import org.jspecify.annotations.NullMarked;
