package io.millrace.admin.change;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a request changes.
 *
 * @param path JSON pointer into the resource
 * @param from before; null when there was nothing
 * @param to after; null when it is removed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Change(String path, @Nullable Object from, @Nullable Object to) {}
