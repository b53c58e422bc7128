/**
 * What a page of the dashboard is made of, and how it becomes HTML: a few sorts of blocks, each
 * written by one template that escapes all that it is given.
 *
 * <p>Imported by the other packages of {@code darkroom.web.dashboard}, and by the templates, which
 * is why its records are public; imports none of them. No block holds HTML: what is in it is text.
 */
@NullMarked
package darkroom.web.dashboard.page;

import org.jspecify.annotations.NullMarked;
