package darkroom.bench.faults;

import darkroom.bench.faults.Fault.Trait;
import darkroom.bench.faults.Setting.Part;
import darkroom.embedded.RedisOptions;
import darkroom.embedded.RedisOptions.Durability;
import java.util.List;

/** What must lose jobs: a harness that does not see it sees nothing. */
final class Controls {
    private Controls() {}

    static List<Fault> all() {
        return List.of(brpop(), everySecond(), laggedFailover());
    }

    private static Fault brpop() {
        return Fault.of(
                        "control-brpop",
                        "a worker that takes jobs out of Redis to run them (BRPOP) is killed",
                        Setting.withVictim().with(Part.POP),
                        Scene::killVictim)
                .with(Trait.LOSES);
    }

    private static Fault everySecond() {
        return Fault.of(
                        "control-everysec",
                        "Redis is killed and started again, appendfsync everysec, on a disk whose"
                                + " fsync takes 1.5 s",
                        Setting.plain()
                                .with(
                                        RedisOptions.defaults()
                                                .withDurability(Durability.EVERY_SECOND))
                                .with(Setting.SHORT_LEASE)
                                .with(Part.SLOW_DISK),
                        scene -> {
                            scene.stage().redis().kill();
                            scene.stage().redis().restart();
                            scene.ended();
                        })
                .with(Trait.MANY)
                .with(Trait.LOSES);
    }

    private static Fault laggedFailover() {
        return Fault.of(
                        "control-failover",
                        "a primary is killed and its replica, which lags by 200 ms, takes its"
                                + " place; no WAIT",
                        Setting.plain()
                                .with(Setting.SHORT_LEASE)
                                .with(Part.PROXY)
                                .with(Part.REPLICA),
                        scene -> {
                            scene.stage().failOver();
                            scene.ended();
                        })
                .with(Trait.LOSES);
    }
}
