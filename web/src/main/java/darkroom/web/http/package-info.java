/**
 * What every route shares: problems (RFC 9457), strict JSON, bounded bodies, who calls, and how a
 * route is added with the access it asks for.
 *
 * <p>Imported by every other package of {@code darkroom.web}; imports none of them and nothing of
 * the photo service. Invariants: no error of the API leaves in another form than a problem; a route
 * without an explicit {@code Access.OPEN} is closed; no body is read without a limit and a
 * deadline.
 */
@NullMarked
package darkroom.web.http;

import org.jspecify.annotations.NullMarked;
