/**
 * Photos over HTTP: posting, showing, liking, commenting, sharing, and the pictures themselves.
 *
 * <p>Imported by {@code darkroom.web}; imports {@code darkroom.web.http}, {@code
 * darkroom.jobs.photos}, {@code .store}, {@code .thumbnail} (the limits) and {@code .people}
 * (names). An upload is never whole in memory, and its temporary file never outlives its request.
 */
@NullMarked
package darkroom.web.photos;

import org.jspecify.annotations.NullMarked;
