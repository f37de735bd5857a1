package io.millrace.fault.lab;

import java.nio.file.Path;
import java.util.List;

/** Some machines lose their power at one moment: processes end, and what was not synced is gone. */
public final class PowerCut {
    private PowerCut() {}

    /** Afterwards, processes may be started on the volumes again. */
    public static void of(List<LabProcess> processes, List<Volume> volumes) {
        processes.forEach(LabProcess::pause);
        volumes.forEach(volume -> volume.copyTo(left(volume)));
        processes.forEach(LabProcess::killAll);
        volumes.forEach(volume -> volume.replaceBy(left(volume)));
    }

    private static Path left(Volume volume) {
        Path image = volume.image();
        return image.resolveSibling(image.getFileName() + ".cut");
    }
}
