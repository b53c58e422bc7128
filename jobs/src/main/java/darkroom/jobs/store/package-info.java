/**
 * The files of photos: each original and its thumbnails, under names made of the photo's id alone.
 *
 * <p>Imported by {@code photos}, {@code thumbnail} and the web tier; imports nothing of the
 * project. A file is there whole or not at all: it is written aside, forced to disk and renamed.
 */
@NullMarked
package darkroom.jobs.store;

import org.jspecify.annotations.NullMarked;
