/**
 * The outbox: enqueue inside a database transaction.
 *
 * <p>A job's row commits or rolls back with the rows it belongs to, and stays until the job is
 * done; so no crash, not even of Redis with all its data, parts the two. A {@link
 * darkroom.queue.outbox.Relay} carries rows to Redis and deletes those whose jobs are done.
 *
 * <pre>
 *   row committed ──claim──► claimed ──enqueue──► sent ──job done──► deleted
 *        ▲                      │ crash              │ not done for ten minutes
 *        └──────────────────────┴────────────────────┘ (a job that Redis still has is let in once)
 * </pre>
 *
 * <p>Imports {@code darkroom.queue}, {@code .client}, {@code .redis}; knows PostgreSQL through
 * {@link javax.sql.DataSource} only.
 */
@NullMarked
package darkroom.queue.outbox;

import org.jspecify.annotations.NullMarked;
