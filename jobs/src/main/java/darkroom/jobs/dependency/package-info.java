/**
 * What jobs need and what can be away: each database, Apple, X. A breaker for each, so that one
 * that is away costs the others nothing and its jobs no attempt.
 *
 * <p>Imported by the packages that call them; imports {@code darkroom.queue.handler} only. Whoever
 * calls a dependency takes a {@link darkroom.jobs.dependency.Dependency.Call} first and says how it
 * went.
 *
 * <pre>
 *            half of the last ten calls failed
 *   closed ──────────────────────────────────────► open: no call is made
 *      ▲                                             │  after 0.5 s, later 3 s
 *      └── two calls went well ── half-open ◄────────┘
 *                                     └── one failed ──► open
 * </pre>
 */
@NullMarked
package darkroom.jobs.dependency;

import org.jspecify.annotations.NullMarked;
