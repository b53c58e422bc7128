/**
 * How the parts of a process are put together and started: the only place that says {@code new} to a service.
 */
@NullMarked
package darkroom.cli.service;

import org.jspecify.annotations.NullMarked;
