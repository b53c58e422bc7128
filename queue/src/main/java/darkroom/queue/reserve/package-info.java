/**
 * How work gets out: a process joins the fleet, reserves jobs, and settles them.
 *
 * <p>A reservation belongs to a process. Redis decides who is in the fleet; each process has a
 * <em>term</em>, a number that grows with each registration, and all it writes is scoped to the id
 * that ends in it. A process that was given up for lost is <em>fenced</em>: its settlements are
 * refused as a whole, and it learns so from the answer.
 *
 * <pre>
 *   register ──► in the fleet ──beat──► in the fleet ──deregister──► gone
 *                    │ no beat for a lease, or its connection is gone
 *                    └──► lost (fenced) ──all its jobs given back──► gone
 * </pre>
 *
 * <p>Imported by {@code workers}. Imports {@code darkroom.queue}, {@code .failures}, {@code .json},
 * {@code .redis}.
 */
@NullMarked
package darkroom.queue.reserve;

import org.jspecify.annotations.NullMarked;
