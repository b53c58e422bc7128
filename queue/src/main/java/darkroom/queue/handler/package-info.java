/**
 * What who writes a handler needs: the handler's shape, what an attempt can end in, and how
 * handlers are made known.
 *
 * <p>Imports {@code darkroom.queue}. Nothing here talks to a server.
 */
@NullMarked
package darkroom.queue.handler;

import org.jspecify.annotations.NullMarked;
