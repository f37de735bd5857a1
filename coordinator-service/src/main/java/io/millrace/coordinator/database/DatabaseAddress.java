package io.millrace.coordinator.database;

/**
 * Where the control plane's tables are.
 *
 * @param jdbcUrl of PostgreSQL, the database included
 * @param user the service's own role, which owns the schema {@code control}
 */
public record DatabaseAddress(String jdbcUrl, String user, String password) {

    @Override
    public String toString() {
        return jdbcUrl + " as " + user;
    }
}
