/**
 * The archive: a copy of each dead job in PostgreSQL, by which it is found, and where its body is
 * when Redis has too many.
 *
 * <p>Redis says which jobs are dead; the archive never does. A body leaves Redis only when its row
 * is committed, and a row is deleted only a day after Redis said that its job is not dead any more,
 * and when Redis says so again.
 *
 * <pre>
 *   dead in Redis ──copy──► row ──over budget──► body in the row only ──retried, discarded──► gone
 *        ▲                   │                        │                                        │
 *        └── Redis lost it ──┴────────────────────────┘                     a day later: deleted ◄─┘
 * </pre>
 *
 * <p>Imports {@code darkroom.queue}, {@code .json}, {@code .redis}, {@code .trace} and the
 * deadlines of {@code .outbox}; knows PostgreSQL through {@link javax.sql.DataSource} only.
 */
@NullMarked
package darkroom.queue.archive;

import org.jspecify.annotations.NullMarked;
