package io.millrace.protocol.group;

/** What names that clients make up may look like. */
final class Names {
    private Names() {}

    /**
     * @param what as it begins a sentence
     * @throws IllegalArgumentException with a sentence about what is wrong
     */
    static void check(String what, String value, int lengthMax) {
        if (value.isEmpty() || value.length() > lengthMax) {
            throw new IllegalArgumentException(
                    what + " has 1 to " + lengthMax + " characters, this one " + value.length());
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(what + " must not contain control characters");
        }
        if (value.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)) {
            throw new IllegalArgumentException(what + " must be well-formed Unicode");
        }
    }
}
