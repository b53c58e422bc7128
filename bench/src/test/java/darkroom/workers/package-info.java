/** What of the worker process is hot and can be measured by itself; see {@code make jmh}. */
@NullMarked
package darkroom.workers;

import org.jspecify.annotations.NullMarked;
