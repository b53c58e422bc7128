/**
 * Pictures: what is let in, and the thumbnails cut from it.
 *
 * <p>Imported by {@code photos} and the web tier (the check and the kind) and by the composition
 * root (the handler); imports {@code store} and {@code shards}. No pixel is decoded before a
 * picture's header was read and found within the limits, and never more of them at once than the
 * pixel budget allows. A thumbnail carries no metadata at all, and its colours are sRGB.
 */
@NullMarked
package darkroom.jobs.thumbnail;

import org.jspecify.annotations.NullMarked;
