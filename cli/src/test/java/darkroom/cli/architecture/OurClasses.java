package darkroom.cli.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;

/** The main classes of all modules, read once for all tests. */
final class OurClasses {
    static final JavaClasses ALL =
            new ClassFileImporter().withImportOption(new MainCode()).importPackages("darkroom");

    private OurClasses() {}

    /** Leaves out test classes, whether they come from a folder or from a test jar. */
    private static final class MainCode implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/") && !location.contains("-tests.jar");
        }
    }
}
