/*
 * Records, in one order, what a process gives its disk and its sockets: preloaded by PowerCutIT.
 *
 * RECORD_TO names the file of the record, RECORD_DIR the folder whose files are watched. A record is a head of 24 bytes in the
 * machine's order { uint32 kind, uint32 descriptor, uint64 offset, uint64 length } and its data.
 *
 * A write or a read is recorded when it is done, a sync when it has returned, but what goes to a socket BEFORE it goes: so each
 * acknowledgement stands behind everything that was safe when it left.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { OPEN = 1, WRITE, SYNC, TRUNCATE, UNLINK, SOCKET_WRITE, SOCKET_READ, CLOSE };

#define MOST 4096
static char watched[MOST]; /* 1 a file of the folder, 2 a socket */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int out = -1;
static const char *folder;

#define REAL(type, name, ...) \
  static type (*real)(__VA_ARGS__); \
  if (!real) real = (type (*)(__VA_ARGS__)) dlsym(RTLD_NEXT, name)

__attribute__((constructor)) static void begin(void) {
  const char *to = getenv("RECORD_TO");
  folder = getenv("RECORD_DIR");
  if (to && folder) out = (int) syscall(SYS_openat, AT_FDCWD, to, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
}

static void put(int kind, int fd, uint64_t offset, const void *data, uint64_t length) {
  struct { uint32_t kind, fd; uint64_t offset, length; } head = {(uint32_t) kind, (uint32_t) fd, offset, length};
  struct iovec parts[2] = {{&head, sizeof head}, {(void *) data, data ? length : 0}};
  if (syscall(SYS_writev, out, parts, 2) < 0) abort();
}

static void record(int kind, int fd, uint64_t offset, const void *data, uint64_t length) {
  pthread_mutex_lock(&lock);
  put(kind, fd, offset, data, length);
  pthread_mutex_unlock(&lock);
}

static int is(int fd, int what) { return out >= 0 && fd >= 0 && fd < MOST && watched[fd] == what; }

static int opened(int fd, const char *path) {
  if (out >= 0 && fd >= 0 && fd < MOST) {
    watched[fd] = path && strncmp(path, folder, strlen(folder)) == 0;
    if (watched[fd]) record(OPEN, fd, 0, path, strlen(path));
  }
  return fd;
}

static int mode_of(int flags, va_list arguments) { return flags & O_CREAT ? va_arg(arguments, int) : 0; }

#define OPENER(name) \
  int name(const char *path, int flags, ...) { \
    REAL(int, #name, const char *, int, ...); \
    va_list rest; va_start(rest, flags); int mode = mode_of(flags, rest); va_end(rest); \
    return opened(real(path, flags, mode), path); \
  }
OPENER(open)
OPENER(open64)

#define OPENER_AT(name) \
  int name(int at, const char *path, int flags, ...) { \
    REAL(int, #name, int, const char *, int, ...); \
    va_list rest; va_start(rest, flags); int mode = mode_of(flags, rest); va_end(rest); \
    return opened(real(at, path, flags, mode), path); \
  }
OPENER_AT(openat)
OPENER_AT(openat64)

int accept4(int fd, struct sockaddr *address, socklen_t *length, int flags) {
  REAL(int, "accept4", int, struct sockaddr *, socklen_t *, int);
  int client = real(fd, address, length, flags);
  if (client >= 0 && client < MOST) watched[client] = 2;
  return client;
}

int accept(int fd, struct sockaddr *address, socklen_t *length) {
  REAL(int, "accept", int, struct sockaddr *, socklen_t *);
  int client = real(fd, address, length);
  if (client >= 0 && client < MOST) watched[client] = 2;
  return client;
}

int close(int fd) {
  REAL(int, "close", int);
  if (is(fd, 1) || is(fd, 2)) {
    record(CLOSE, fd, 0, NULL, 0);
    watched[fd] = 0;
  }
  return real(fd);
}

#define PWRITER(name, offset_type) \
  ssize_t name(int fd, const void *data, size_t length, offset_type offset) { \
    REAL(ssize_t, #name, int, const void *, size_t, offset_type); \
    ssize_t done = real(fd, data, length, offset); \
    if (done > 0 && is(fd, 1)) record(WRITE, fd, (uint64_t) offset, data, (uint64_t) done); \
    return done; \
  }
PWRITER(pwrite, off_t)
PWRITER(pwrite64, off64_t)

#define SYNCER(name) \
  int name(int fd) { \
    REAL(int, #name, int); \
    int result = real(fd); \
    if (result == 0 && is(fd, 1)) record(SYNC, fd, 0, NULL, 0); \
    return result; \
  }
SYNCER(fsync)
SYNCER(fdatasync)

#define TRUNCATER(name, offset_type) \
  int name(int fd, offset_type length) { \
    REAL(int, #name, int, offset_type); \
    int result = real(fd, length); \
    if (result == 0 && is(fd, 1)) record(TRUNCATE, fd, (uint64_t) length, NULL, 0); \
    return result; \
  }
TRUNCATER(ftruncate, off_t)
TRUNCATER(ftruncate64, off64_t)

int unlink(const char *path) {
  REAL(int, "unlink", const char *);
  int result = real(path);
  if (result == 0 && out >= 0 && strncmp(path, folder, strlen(folder)) == 0) record(UNLINK, 0, 0, path, strlen(path));
  return result;
}

/* Sockets: the record and the write are one step, so that no other thread comes between. */

ssize_t write(int fd, const void *data, size_t length) {
  REAL(ssize_t, "write", int, const void *, size_t);
  if (is(fd, 1)) abort(); /* SQLite writes at offsets; else this recorder has to learn it */
  if (is(fd, 2)) record(SOCKET_WRITE, fd, 0, data, length);
  return real(fd, data, length);
}

ssize_t send(int fd, const void *data, size_t length, int flags) {
  REAL(ssize_t, "send", int, const void *, size_t, int);
  if (is(fd, 2)) record(SOCKET_WRITE, fd, 0, data, length);
  return real(fd, data, length, flags);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  REAL(ssize_t, "writev", int, const struct iovec *, int);
  if (is(fd, 2)) {
    for (int i = 0; i < count; i++) record(SOCKET_WRITE, fd, 0, parts[i].iov_base, parts[i].iov_len);
  }
  return real(fd, parts, count);
}

ssize_t read(int fd, void *data, size_t length) {
  REAL(ssize_t, "read", int, void *, size_t);
  ssize_t done = real(fd, data, length);
  if (done > 0 && is(fd, 2)) record(SOCKET_READ, fd, 0, data, (uint64_t) done);
  return done;
}

ssize_t recv(int fd, void *data, size_t length, int flags) {
  REAL(ssize_t, "recv", int, void *, size_t, int);
  ssize_t done = real(fd, data, length, flags);
  if (done > 0 && is(fd, 2)) record(SOCKET_READ, fd, 0, data, (uint64_t) done);
  return done;
}
