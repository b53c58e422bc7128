/**
 * Looks at every place where a job can be, says what does not fit together and why, and puts right
 * what can be put right without a person's judgement. Workers never use it; the only package that
 * walks through all keys.
 *
 * <p>Whatever it says is wrong it has seen in one script, or again and again; so nothing that is
 * merely on its way is taken for a fault, and a fleet may work on meanwhile.
 *
 * <p>Imports {@code darkroom.queue}, {@code .json}, {@code .ledger}, {@code .maintenance}, {@code
 * .outbox}, {@code .redis}, {@code .reserve}.
 */
@NullMarked
package darkroom.queue.doctor;

import org.jspecify.annotations.NullMarked;
