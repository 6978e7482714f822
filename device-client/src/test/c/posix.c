/* The whole port of a client without a JVM: a stream, a clock, a line on the standard output. */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

int32_t posix_port(void) {
    const char *text = getenv("MQTT_PORT");
    return text ? atoi(text) : 1883;
}

/* Begins to connect to a port of this machine; the socket, or -1. */
int32_t posix_open(int32_t port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    int one = 1;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0) {
        return -1;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(fd, (struct sockaddr *) &address, sizeof address) < 0 && errno != EINPROGRESS) {
        close(fd);
        return -1;
    }
    return fd;
}

/* 1 when connected, 0 while that goes on, -1 when it failed. */
int32_t posix_state(int32_t fd) {
    struct pollfd wait = {.fd = fd, .events = POLLOUT};
    int error = 0;
    socklen_t length = sizeof error;
    if (poll(&wait, 1, 0) == 0) {
        return 0;
    }
    return getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) == 0 && error == 0 ? 1 : -1;
}

int32_t posix_read(int32_t fd, void *buffer, int32_t length) {
    ssize_t count = recv(fd, buffer, length, 0);
    return count > 0 ? count : count < 0 && errno == EAGAIN ? 0 : -1;
}

int32_t posix_write(int32_t fd, void *buffer, int32_t length) {
    ssize_t count = send(fd, buffer, length, MSG_NOSIGNAL);
    return count >= 0 ? count : errno == EAGAIN ? 0 : -1;
}

void posix_close(int32_t fd) {
    close(fd);
}

/* Sleeps until bytes come, or for so long. */
void posix_wait(int32_t fd, int32_t millis) {
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    poll(&wait, fd < 0 ? 0 : 1, millis);
}

int32_t posix_millis(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int32_t) (uint32_t) (now.tv_sec * 1000LL + now.tv_nsec / 1000000);
}

void posix_print(void *text, int32_t length) {
    if (write(1, text, length) < 0) {
        exit(1); /* nobody listens any more */
    }
}
