/**
 * What is pure and hot, measured by itself with JMH.
 *
 * <p>Compiled in every build and run on request only: {@code make jmh}. Imported by nothing.
 */
@NullMarked
package darkroom.bench.micro;

import org.jspecify.annotations.NullMarked;
