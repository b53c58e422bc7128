/**
 * What a person or a script reads: tables, JSON, progress, lines of the log. Imports {@code
 * darkroom.queue.trace}, by which a line knows what it is about.
 */
@NullMarked
package darkroom.cli.output;

import org.jspecify.annotations.NullMarked;
