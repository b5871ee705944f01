/* httpclient.h: a bare HTTP/1.1 client for tests, that shows what really is on the wire: one connection, raw requests, and
 * answers read by their Content-Length, so that a missing or wrong one fails. */
#ifndef PV_TEST_HTTPCLIENT_H
#define PV_TEST_HTTPCLIENT_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

struct answer {
    int status;              /* 0: the connection broke */
    char head[16384];
    char body[262144];
    size_t body_n;
};

static inline int client_open(int port) {
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    struct timeval limit = {.tv_sec = 20};
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&a, sizeof a) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static inline bool client_send(int fd, const char *p, size_t n) {
    while (n) {
        ssize_t k = send(fd, p, n, MSG_NOSIGNAL);
        if (k <= 0) {
            return false;
        }
        p += k;
        n -= (size_t)k;
    }
    return true;
}

/* Value of a header in `out` (""), true when it is there. */
static inline bool answer_header(const struct answer *a, const char *name, char *out, size_t cap) {
    size_t n = strlen(name);
    for (const char *line = a->head; *line;) {
        const char *end = strstr(line, "\r\n");
        if (!end) {
            break;
        }
        if (strncasecmp(line, name, n) == 0 && line[n] == ':') {
            const char *v = line + n + 1;
            while (*v == ' ') {
                v++;
            }
            snprintf(out, cap, "%.*s", (int)(end - v), v);
            return true;
        }
        line = end + 2;
    }
    if (cap) {
        out[0] = '\0';
    }
    return false;
}

/* Reads byte by byte up to the empty line, then the body, so nothing of the next answer is taken. */
static inline void client_read(int fd, bool no_body, struct answer *a) {
    size_t n = 0;
    a->status = 0;
    a->body_n = 0;
    a->body[0] = '\0';
    while (n + 1 < sizeof a->head) {
        if (recv(fd, a->head + n, 1, 0) != 1) {
            return;
        }
        a->head[++n] = '\0';
        if (n >= 4 && memcmp(a->head + n - 4, "\r\n\r\n", 4) == 0) {
            break;
        }
    }
    int status = n > 12 ? (int)strtol(a->head + 9, NULL, 10) : 0;
    char length[32];
    size_t want = answer_header(a, "Content-Length", length, sizeof length) ? strtoul(length, NULL, 10) : 0;
    if (no_body || status == 204 || status == 304) {
        want = 0;
    }
    while (a->body_n < want && a->body_n + 1 < sizeof a->body) {
        ssize_t k = recv(fd, a->body + a->body_n, want - a->body_n, 0);
        if (k <= 0) {
            return;
        }
        a->body_n += (size_t)k;
    }
    a->body[a->body_n] = '\0';
    a->status = status;
}

/* One request on the connection: headers are whole lines with \r\n. */
static inline int client_ask(int fd, const char *method, const char *path, const char *headers, const char *body,
                             struct answer *a) {
    char head[8192];
    int n = snprintf(head, sizeof head, "%s %s HTTP/1.1\r\n%s%s", method, path,
                     strstr(headers, "Host:") ? "" : "Host: acme.example\r\n", headers);
    if (body) {
        n += snprintf(head + n, sizeof head - (size_t)n, "Content-Length: %zu\r\n", strlen(body));
    }
    n += snprintf(head + n, sizeof head - (size_t)n, "\r\n");
    if (!client_send(fd, head, (size_t)n) || (body && !client_send(fd, body, strlen(body)))) {
        a->status = 0;
        return 0;
    }
    client_read(fd, strcmp(method, "HEAD") == 0, a);
    return a->status;
}

#endif
