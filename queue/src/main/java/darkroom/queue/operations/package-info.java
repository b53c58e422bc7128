/**
 * Operations: retrying or discarding many dead jobs, by a record in Redis that the fleet works on.
 *
 * <p>Whoever orders one only writes the record; the worker processes take turns at it, a bounded
 * step at a time. How far it is stands in the record and moves in the script that moves the jobs,
 * so that a process may be killed at any moment and each selected job is moved once.
 *
 * <p>Imported by {@code workers}, {@code cli} and {@code web}. Imports {@code darkroom.queue},
 * {@code .failures}, {@code .json}, {@code .redis}, {@code .inspect}.
 */
@NullMarked
package darkroom.queue.operations;

import org.jspecify.annotations.NullMarked;
