/** Tests of the archive of dead jobs, on a real Redis and a real PostgreSQL. */
@NullMarked
package darkroom.queue.archive;

import org.jspecify.annotations.NullMarked;
