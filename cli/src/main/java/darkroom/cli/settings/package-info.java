/**
 * Flags and environment, read once into checked values; all faults are reported together.
 */
@NullMarked
package darkroom.cli.settings;

import org.jspecify.annotations.NullMarked;
