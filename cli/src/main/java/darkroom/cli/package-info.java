/**
 * The {@code darkroom} command: {@link darkroom.cli.Main} and nothing else at this level.
 *
 * <p>Everything in it is started from here; nothing imports it.
 */
@NullMarked
package darkroom.cli;

import org.jspecify.annotations.NullMarked;
