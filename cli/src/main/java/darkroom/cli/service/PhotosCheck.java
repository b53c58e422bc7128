package darkroom.cli.service;

import darkroom.queue.doctor.Finding;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Whether the folder of the photo files is there and its disk has room. */
public final class PhotosCheck {
    /** At least this part of the disk has to be free. */
    public static final double FREE_MIN = 0.05;

    private final List<Finding> findings = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * Looks at a folder.
     *
     * @param freeMin the part of its disk that has to be free, above 0
     */
    public PhotosCheck(Path folder, double freeMin) {
        if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
            findings.add(
                    Surroundings.finding(
                            "no-photos",
                            "expected a folder that can be written to, found none at " + folder,
                            "a disk that is not mounted, another user, or nothing was posted yet",
                            "run the doctor where the workers run, as their user"));
            return;
        }
        try {
            FileStore disk = Files.getFileStore(folder);
            long free = disk.getUsableSpace();
            String found = (free >> 20) + " of " + (disk.getTotalSpace() >> 20) + " MiB";
            notes.add("photos are in " + folder + ", where " + found + " are free");
            if (free < disk.getTotalSpace() * freeMin) {
                findings.add(
                        Surroundings.finding(
                                "photos-disk",
                                "expected at least "
                                        + Math.round(freeMin * 100)
                                        + " % free where the photos are, found "
                                        + found,
                                "photos come and none is ever deleted",
                                "make the disk larger; a full one fails uploads and thumbnails"));
            }
        } catch (IOException e) {
            findings.add(
                    Surroundings.finding(
                            "photos-disk",
                            "cannot see how much is free where the photos are: " + e.getMessage(),
                            "a network disk that is away",
                            "mount it again"));
        }
    }

    /** What is wrong. */
    public List<Finding> findings() {
        return List.copyOf(findings);
    }

    /** Where it is and how much is free. */
    public List<String> notes() {
        return List.copyOf(notes);
    }
}
