/**
 * Where data lives: many logical shards, each a schema, on few databases.
 *
 * <p>An id says which shard its row is on, so no lookup table stands between a request and its
 * data. A transaction runs on one shard; what concerns two is done on one after the other, each
 * step repeatable. Works behind PgBouncer in transaction mode: tables are named through their
 * schema, nothing is kept in a session.
 *
 * <p>Imported by every other package of {@code jobs} but {@code dependency}; imports that, and
 * {@code darkroom.queue.client}, {@code .handler} and {@code .outbox} only.
 */
@NullMarked
package darkroom.jobs.shards;

import org.jspecify.annotations.NullMarked;
