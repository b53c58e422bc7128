/**
 * Who may see and do what on the dashboard: routes with what each asks for, the guard before them,
 * sessions in cookies, signing in and out.
 *
 * <p>Imported by {@code darkroom.web.dashboard}; imports {@code .page}, {@code darkroom.web.http}
 * {@code darkroom.queue.operator} and {@code jobs.people}. Invariants: a route says whom it is for;
 * what changes something is a POST, comes from a page of this server and has the session's token,
 * unless it comes with an API token; whether a name exists is not told.
 */
@NullMarked
package darkroom.web.dashboard.access;

import org.jspecify.annotations.NullMarked;
