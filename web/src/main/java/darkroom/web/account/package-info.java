/**
 * What a person has linked to their account: phones to push to, and where else to post.
 *
 * <p>Imported by {@code darkroom.web}; imports {@code darkroom.web.http}, {@code
 * darkroom.jobs.push} and {@code darkroom.jobs.crosspost}. Secrets come in and never go out.
 */
@NullMarked
package darkroom.web.account;

import org.jspecify.annotations.NullMarked;
