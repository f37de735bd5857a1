package io.millrace.admin.settings;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** A setting that is not at its default. */
@Entity
class Setting {

    @Id private String name;

    private String value;

    /** For JPA. */
    @SuppressWarnings("NullAway.Init")
    protected Setting() {}

    Setting(String name, String value) {
        this.name = name;
        this.value = value;
    }

    String name() {
        return name;
    }

    String value() {
        return value;
    }
}
