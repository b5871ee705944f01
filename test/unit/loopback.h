/* loopback.h: a server in a thread for tests: one handler call per connection, on a free port below 32768. */
#ifndef PV_TEST_LOOPBACK_H
#define PV_TEST_LOOPBACK_H

#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct loopback {
    int fd, port;
    pthread_t thread;
    void (*handle)(int fd, void *ud);
    void *ud;
    atomic_int connections;
    atomic_bool stop;
};

struct loopback_conn {
    struct loopback *server;
    int fd;
};

static inline void loopback_send(int fd, const void *p, size_t n) {
    const char *c = p;
    while (n > 0) {
        ssize_t k = send(fd, c, n, MSG_NOSIGNAL);
        if (k <= 0) {
            return;
        }
        c += k;
        n -= (size_t)k;
    }
}

static inline void loopback_say(int fd, const char *text) {
    loopback_send(fd, text, strlen(text));
}

/* Reads until `end` has come or the buffer is full; NUL-terminates; returns the length. */
static inline size_t loopback_read(int fd, char *buf, size_t cap, const char *end) {
    size_t n = 0;
    buf[0] = '\0';
    while (n + 1 < cap && !strstr(buf, end)) {
        ssize_t k = recv(fd, buf + n, end[0] == '\n' ? 1 : cap - 1 - n, 0);
        if (k <= 0) {
            break;
        }
        n += (size_t)k;
        buf[n] = '\0';
    }
    return n;
}

static inline void loopback_sleep_ms(int ms) {
    struct timespec ts = {ms / 1000, (long)(ms % 1000) * 1000000};
    nanosleep(&ts, NULL);
}

static void *loopback_one(void *arg) {
    struct loopback_conn *c = arg;
    c->server->handle(c->fd, c->server->ud);
    shutdown(c->fd, SHUT_WR);
    close(c->fd);
    free(c);
    return NULL;
}

static void *loopback_run(void *arg) {
    struct loopback *s = arg;
    for (;;) {
        int fd = accept(s->fd, NULL, NULL);
        if (fd < 0 || atomic_load(&s->stop)) {
            if (fd >= 0) {
                close(fd);
            }
            return NULL;
        }
        atomic_fetch_add(&s->connections, 1);
        struct loopback_conn *c = malloc(sizeof *c);
        *c = (struct loopback_conn){s, fd};
        pthread_t t;
        pthread_create(&t, NULL, loopback_one, c);
        pthread_detach(t);
    }
}

/* `port` 0: a free one. False when it cannot be had. */
static inline int loopback_start(struct loopback *s, const char *ip, int port, void (*handle)(int, void *), void *ud) {
    memset(s, 0, sizeof *s);
    s->handle = handle;
    s->ud = ud;
    for (int i = 0; i < 200; i++) {
        struct sockaddr_in sin = {.sin_family = AF_INET};
        int one = 1;
        s->port =
            port ? port : 20000 + (int)((unsigned)getpid() * 37 + (unsigned)i * 211 + (unsigned)time(NULL)) % 12000;
        inet_pton(AF_INET, ip, &sin.sin_addr);
        sin.sin_port = htons((uint16_t)s->port);
        s->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        setsockopt(s->fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
        if (bind(s->fd, (struct sockaddr *)&sin, sizeof sin) == 0 && listen(s->fd, 64) == 0) {
            pthread_create(&s->thread, NULL, loopback_run, s);
            return 1;
        }
        close(s->fd);
        if (port) {
            return 0;
        }
    }
    return 0;
}

static inline void loopback_stop(struct loopback *s) {
    atomic_store(&s->stop, 1);
    shutdown(s->fd, SHUT_RDWR);
    pthread_join(s->thread, NULL);
    close(s->fd);
}

#endif
