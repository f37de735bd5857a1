package io.millrace.fault;

import io.millrace.fault.checker.Report;
import io.millrace.fault.nemesis.FaultLog;
import java.nio.file.Path;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What was done to a cluster, and what came of it, side by side: both count time from the beginning
 * of the history.
 */
record RunReport(FaultLog faults, Report report) {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    void write(Path file) {
        JSON.writeValue(file, this);
    }
}
