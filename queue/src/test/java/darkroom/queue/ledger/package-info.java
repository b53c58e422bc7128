@NullMarked
package darkroom.queue.ledger;

import org.jspecify.annotations.NullMarked;
