/**
 * Posting photos on X as their owners, once each.
 *
 * <p>Imported by {@code photos} (the kind), the web tier (linking an account) and the composition
 * root; imports {@code shards}. X cannot be asked to post something at most once, so what was
 * intended is recorded before the request and what came of it after; whoever finds an intent
 * without a result looks on X before sending again.
 *
 * <pre>
 *            claim                     201, or found on X
 *   (none) ────────► sending ─────────────────────────────► sent
 *      ▲               │  ▲ │ 401, 403, other 4xx
 *      └───────────────┘  │ └─────────────────────────────► refused ──claim──► sending
 *        429, or no       └── claim again: not found on X after no earlier
 *        connection           request can be under way any more
 * </pre>
 */
@NullMarked
package darkroom.jobs.crosspost;

import org.jspecify.annotations.NullMarked;
