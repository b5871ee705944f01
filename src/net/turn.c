/* turn.c: see turn.h. As many places as threads could ask at once; a full table lets everybody pass. */
#include "net/turn.h"

#include <pthread.h>
#include <time.h>

enum { TURNS_MAX = 1024 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t freed = PTHREAD_COND_INITIALIZER;
static uint64_t taken[TURNS_MAX];
static size_t taken_n;

static size_t find(uint64_t key) {
    size_t i = 0;
    while (i < taken_n && taken[i] != key) {
        i++;
    }
    return i;
}

bool turn_take(struct str host, int wait_ms) {
    uint64_t key = str_hash(host);
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    int64_t ns = until.tv_nsec + (int64_t)wait_ms * 1000000;
    until.tv_sec += ns / 1000000000;
    until.tv_nsec = ns % 1000000000;
    pthread_mutex_lock(&lock);
    bool late = false;
    while (find(key) < taken_n && !late) {
        late = pthread_cond_timedwait(&freed, &lock, &until) != 0;
    }
    bool mine = find(key) == taken_n;
    if (mine && taken_n < TURNS_MAX) {
        taken[taken_n++] = key;
    }
    pthread_mutex_unlock(&lock);
    return mine;
}

void turn_give(struct str host) {
    uint64_t key = str_hash(host);
    pthread_mutex_lock(&lock);
    size_t i = find(key);
    if (i < taken_n) {
        taken[i] = taken[--taken_n];
    }
    pthread_cond_broadcast(&freed);
    pthread_mutex_unlock(&lock);
}
