package darkroom.bench.faults;

import darkroom.bench.faults.Setting.Part;
import darkroom.embedded.FaultProxy;
import darkroom.embedded.FaultProxy.Mode;
import java.time.Duration;
import java.util.List;

/** A network between Redis and everybody else that breaks in each way that networks do. */
final class NetworkFaults {
    private static final Duration LATENCY = Duration.ofMillis(200);

    private NetworkFaults() {}

    static List<Fault> all() {
        return List.of(
                mode("net-cut", "all connections are closed, and new ones at once", Mode.CUT, 50),
                mode("net-reset", "the same by a TCP reset", Mode.RESET, 50),
                mode(
                        "net-black-hole",
                        "nothing arrives and nobody is told",
                        Mode.BLACK_HOLE,
                        1_000),
                mode("net-stall", "what is sent arrives seconds late", Mode.STALL, 1_000),
                mode("net-lost-replies", "calls arrive, replies do not", Mode.SWALLOW_REPLIES, 500),
                mode("net-half-open", "connections have lost their server", Mode.HALF_OPEN, 1_000),
                mode("net-slice", "bytes come in slices of some dozen", Mode.SLICE, 1_000),
                mode("net-trickle", "a byte a second comes through", Mode.TRICKLE, 1_000),
                latency());
    }

    private static Fault mode(String name, String what, Mode mode, int millisMin) {
        return Fault.of(
                name,
                "between Redis and everybody, " + what,
                Setting.plain().with(Part.PROXY),
                scene -> {
                    FaultProxy way = scene.stage().way();
                    way.mode(mode);
                    try {
                        int millis = scene.random().nextInt(millisMin, millisMin + 2_000);
                        Waiting.pause(Duration.ofMillis(millis));
                    } finally {
                        way.mode(Mode.PASS);
                        scene.ended();
                    }
                });
    }

    private static Fault latency() {
        return Fault.of(
                "net-latency",
                "between Redis and everybody, all takes 200 ms more each way",
                Setting.plain().with(Part.PROXY),
                scene -> {
                    FaultProxy way = scene.stage().way();
                    way.latency(LATENCY);
                    try {
                        Waiting.pause(Duration.ofMillis(scene.random().nextInt(1_000, 3_000)));
                    } finally {
                        way.latency(Duration.ZERO);
                        scene.ended();
                    }
                });
    }
}
