package io.millrace.admin.topic;

import io.millrace.admin.page.Parameters;
import io.millrace.protocol.TopicName;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Which topics of a list are wanted. */
record TopicFilter(
        String namePrefix, String nameContains, boolean internal, Optional<LabelSelector> labels) {

    static TopicFilter of(Parameters parameters) {
        return new TopicFilter(
                parameters.text("name_prefix").orElse(""),
                parameters.text("name_contains").orElse("").toLowerCase(Locale.ROOT),
                parameters.flag("internal"),
                parameters.text("label_selector").map(LabelSelector::parse));
    }

    boolean admits(TopicName name) {
        return (internal || !name.isInternal())
                && name.value().startsWith(namePrefix)
                && name.value().toLowerCase(Locale.ROOT).contains(nameContains);
    }

    boolean admits(Map<String, String> found) {
        return labels.map(selector -> selector.test(found)).orElse(true);
    }
}
