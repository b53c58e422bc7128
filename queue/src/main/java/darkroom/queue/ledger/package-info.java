/**
 * The ledger: by queue, what was enqueued equals what has ended and what is somewhere now. Each
 * script that moves a job counts it by the same stroke, so that the sum is right at every moment.
 * Beside it stands when each build was first seen, since that is what people compare it with.
 *
 * <p>Imported by {@code .maintenance}, {@code .inspect}, {@code .doctor}. Imports {@code
 * darkroom.queue}, {@code .redis}.
 */
@NullMarked
package darkroom.queue.ledger;

import org.jspecify.annotations.NullMarked;
