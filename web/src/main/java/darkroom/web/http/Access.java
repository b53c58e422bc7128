package darkroom.web.http;

import io.javalin.security.RouteRole;

/** Who may call a route. */
public enum Access implements RouteRole {
    /** Anyone. */
    OPEN,
    /** Whoever sends the token of a live session. */
    SESSION
}
