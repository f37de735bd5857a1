package io.millrace.admin.topic;

import io.millrace.admin.page.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Requirements on labels, all of which must hold: {@code team=sales,tier!=test,owner,!legacy}. */
final class LabelSelector implements Predicate<Map<String, String>> {

    private static final Pattern PAIR = Pattern.compile("([^=!,]+)(=|==|!=)([^=!,]*)");
    private static final Pattern PRESENCE = Pattern.compile("(!?)([^=!,]+)");

    private final List<Predicate<Map<String, String>>> requirements;

    private LabelSelector(List<Predicate<Map<String, String>>> requirements) {
        this.requirements = requirements;
    }

    static LabelSelector parse(String text) {
        List<Predicate<Map<String, String>>> requirements = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            requirements.add(requirement(part.strip()));
        }
        return new LabelSelector(requirements);
    }

    @Override
    public boolean test(Map<String, String> labels) {
        return requirements.stream().allMatch(requirement -> requirement.test(labels));
    }

    private static Predicate<Map<String, String>> requirement(String part) {
        Matcher pair = PAIR.matcher(part);
        if (pair.matches()) {
            String key = pair.group(1).strip();
            String value = pair.group(3).strip();
            boolean equal = !pair.group(2).equals("!=");
            return labels -> value.equals(labels.get(key)) == equal;
        }
        Matcher presence = PRESENCE.matcher(part);
        if (presence.matches()) {
            String key = presence.group(2).strip();
            boolean present = presence.group(1).isEmpty();
            return labels -> labels.containsKey(key) == present;
        }
        throw Parameters.wrong(
                "label_selector",
                "label_selector must be requirements like team=sales,tier!=test,owner,!legacy");
    }
}
