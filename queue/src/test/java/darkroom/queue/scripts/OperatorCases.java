package darkroom.queue.scripts;

import darkroom.queue.operator.AuditEntry.Act;
import darkroom.queue.operator.AuditEntry.Phase;
import darkroom.queue.operator.AuditLog;
import darkroom.queue.operator.Operator;
import darkroom.queue.operator.OperatorSessions;
import darkroom.queue.operator.Operators;
import darkroom.queue.operator.RefusedOperatorException;
import darkroom.queue.operator.Role;
import darkroom.queue.redis.Script;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

/** Ways through the scripts that keep what operators did and who is signed in. */
final class OperatorCases {
    /** SHA-256 of 43 times the letter A, which is the base 64 of 32 zeros. */
    private static final String SESSION_OF_ZEROS =
            "session:0f007385b6f9d4b7eeb2748605afe1a984a0a3bfa3f014d09e2a784ce9e5cd1a";

    private OperatorCases() {}

    static List<ScriptCase> all() {
        return List.of(
                ScriptCase.of(Script.SESSION, "signs in", OperatorCases::signsIn, SESSION_OF_ZEROS),
                ScriptCase.of(Script.SESSION, "was removed", OperatorCases::wasRemoved)
                        .refused(RefusedOperatorException.class),
                ScriptCase.of(Script.AUDIT, "adds", OperatorCases::audits, "audit"));
    }

    private static Runnable signsIn(Scene scene) {
        Operators operators = new Operators(scene.store(), new FixedRandom());
        operators.addWithPassword("ada", Role.VIEWER, "hash");
        Operator ada = operators.find("ada").orElseThrow();
        OperatorSessions sessions = new OperatorSessions(scene.store(), new FixedRandom());
        return () -> sessions.open(ada);
    }

    private static Runnable wasRemoved(Scene scene) {
        Operators operators = new Operators(scene.store(), new FixedRandom());
        operators.addWithPassword("ada", Role.VIEWER, "hash");
        Operator ada = operators.find("ada").orElseThrow();
        operators.remove("ada");
        OperatorSessions sessions = new OperatorSessions(scene.store(), new FixedRandom());
        return () -> sessions.open(ada);
    }

    private static Runnable audits(Scene scene) {
        AuditLog audit = new AuditLog(scene.store());
        return () -> audit.add(new Act("ada", "127.0.0.1", "queue pause", "note"), Phase.BEGUN, "");
    }

    /** Gives zeros, so that the key of a session is known beforehand. */
    private static final class FixedRandom extends SecureRandom {
        private static final long serialVersionUID = 1L;

        @Override
        public void nextBytes(byte[] bytes) {
            Arrays.fill(bytes, (byte) 0);
        }
    }
}
