package darkroom.web.dashboard.access;

import darkroom.queue.operator.Role;
import io.javalin.security.RouteRole;
import java.util.Optional;

/** Who may call a route. */
public enum AllowedTo implements RouteRole {
    /** Whoever reaches the port. */
    ANYONE,
    /** Operators of any role. */
    VIEWER,
    /** Operators who may act. */
    OPERATOR,
    /** Operators who may say who the operators are. */
    ADMIN;

    /** The role that it asks for; none where it asks for none. */
    public Optional<Role> role() {
        return switch (this) {
            case ANYONE -> Optional.empty();
            case VIEWER -> Optional.of(Role.VIEWER);
            case OPERATOR -> Optional.of(Role.OPERATOR);
            case ADMIN -> Optional.of(Role.ADMIN);
        };
    }
}
