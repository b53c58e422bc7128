/**
 * The verbs of the {@code darkroom} command, one class a verb or group. Imports all other packages here.
 */
@NullMarked
package darkroom.cli.command;

import org.jspecify.annotations.NullMarked;
