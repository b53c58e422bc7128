/**
 * Real servers that start by themselves: Redis, PostgreSQL, Apple's push service, the X API.
 *
 * <p>For {@code darkroom demo}, {@code darkroom up} and the tests of every module; production never
 * starts one of these. Each listens on 127.0.0.1 only, on a free port, and keeps its files in a
 * {@link darkroom.embedded.RunFolder}.
 *
 * <p>Invariants: nothing here knows another package of Darkroom; a process or a folder made here is
 * gone soon after the JVM that made it, also when that JVM was killed (see {@link
 * darkroom.embedded.Janitor}).
 */
@NullMarked
package darkroom.embedded;

import org.jspecify.annotations.NullMarked;
