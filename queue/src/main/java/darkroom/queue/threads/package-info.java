/**
 * What the threads of worker processes do right now: shown by each process for as long as somebody
 * looks, and by none otherwise. Everything goes through Redis and is gone some seconds later.
 *
 * <p>Imported by workers, which show it, and by pages and verbs that read it. Imports {@code
 * darkroom.queue} and {@code .redis}.
 */
@NullMarked
package darkroom.queue.threads;

import org.jspecify.annotations.NullMarked;
