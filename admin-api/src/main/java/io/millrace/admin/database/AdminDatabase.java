package io.millrace.admin.database;

/**
 * Where this service's tables are.
 *
 * @param jdbcUrl of PostgreSQL, the database included
 * @param user the service's own role, which owns the schema {@code admin}
 */
public record AdminDatabase(String jdbcUrl, String user, String password) {

    @Override
    public String toString() {
        return jdbcUrl + " as " + user;
    }
}
