package io.millrace.standalone;

import io.millrace.coordinator.controller.Controller;
import io.millrace.protocol.PrincipalName;
import io.millrace.protocol.access.AccessSnapshot;
import io.millrace.protocol.access.ApiKey;
import io.millrace.protocol.access.KeyEntry;
import io.millrace.standalone.directory.AdminKeyFile;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * The key of the first administrator.
 *
 * @param fresh the key, if it was made just now: to be shown once
 */
record AdminKey(Optional<ApiKey> fresh) {

    private static final PrincipalName ADMIN = new PrincipalName("admin");

    /**
     * Makes sure that the cluster has an administrator and that the key in the file works. The file
     * is written first: a crash before the cluster knows the key is mended by the next start. A
     * file that was taken away on purpose stays away.
     */
    static AdminKey ensure(Controller controller, AdminKeyFile file) {
        AccessSnapshot access = controller.metadata().access();
        Optional<ApiKey> known = file.read();
        if (known.isPresent()) {
            if (!access.keys().containsKey(known.get().id())) {
                put(controller, known.get());
            }
            return new AdminKey(Optional.empty());
        }
        if (access.keys().values().stream().anyMatch(KeyEntry::admin)) {
            return new AdminKey(Optional.empty());
        }
        ApiKey key = ApiKey.generate(new SecureRandom());
        file.write(key);
        put(controller, key);
        return new AdminKey(Optional.of(key));
    }

    private static void put(Controller controller, ApiKey key) {
        controller.putKey(key.id(), new KeyEntry(ADMIN, key.secretSha256(), true));
    }
}
