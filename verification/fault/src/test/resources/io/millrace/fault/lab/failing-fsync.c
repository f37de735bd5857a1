/* Preloaded into a process: fsync and fdatasync of the files below a directory fail while a trigger exists. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int fails(int fd) {
    const char *files = getenv("FAILING_FSYNC_FILES");
    const char *trigger = getenv("FAILING_FSYNC_TRIGGER");
    char link[32];
    char path[PATH_MAX];
    ssize_t length;

    if (files == NULL || trigger == NULL || access(trigger, F_OK) != 0) {
        return 0;
    }
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    length = readlink(link, path, sizeof path - 1);
    if (length < 0) {
        return 0;
    }
    path[length] = '\0';
    return strncmp(path, files, strlen(files)) == 0;
}

static int call(const char *name, int fd) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);

    if (fails(fd)) {
        errno = EIO;
        return -1;
    }
    return real(fd);
}

int fsync(int fd) {
    return call("fsync", fd);
}

int fdatasync(int fd) {
    return call("fdatasync", fd);
}
