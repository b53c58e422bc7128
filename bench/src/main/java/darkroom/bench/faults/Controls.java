package darkroom.bench.faults;

import darkroom.bench.faults.Fault.Trait;
import darkroom.bench.faults.Setting.Part;
import java.util.List;

/** What must lose jobs: a harness that does not see it sees nothing. */
final class Controls {
    private Controls() {}

    static List<Fault> all() {
        return List.of(
                Fault.of(
                                "control-brpop",
                                "a worker that takes jobs by BRPOP is killed",
                                Setting.withVictim().with(Part.POP),
                                Scene::killVictim)
                        .with(Trait.LOSES));
    }
}
