/**
 * Photos: posting them, what people say of them, and sharing them elsewhere.
 *
 * <p>Imported by the web tier and the composition root; imports {@code shards}, {@code store},
 * {@code thumbnail} (the check and the kind), {@code feed} and {@code crosspost} (the kinds). A
 * photo stands on its owner's shard, with its likes and comments. Its row and its jobs commit in
 * one transaction; its file is there before them, and goes if they do not come.
 */
@NullMarked
package darkroom.jobs.photos;

import org.jspecify.annotations.NullMarked;
