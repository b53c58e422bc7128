/**
 * What a person or a script reads: tables, JSON, progress. Imports nothing of ours.
 */
@NullMarked
package darkroom.cli.output;

import org.jspecify.annotations.NullMarked;
