/**
 * Photos made from a seed, for the demo and the tests: JPEGs of several megapixels with what a
 * phone writes into them (EXIF with orientation and GPS, a colour profile).
 *
 * <p>Imports nothing of the project. The same seed makes the same picture in every process of one
 * JDK.
 */
@NullMarked
package darkroom.jobs.sample;

import org.jspecify.annotations.NullMarked;
