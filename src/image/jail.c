/* jail.c: what the decoding child may still do: compute, and read and write what it has open. */
#include "image/image_int.h"

#include <errno.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

static bool limit(int what, rlim_t value) {
    struct rlimit r = {value, value};
    return setrlimit(what, &r) == 0;
}

/* Anything else fails with EPERM: sockets, other files, other programs, signals to others. */
static const int allowed[] = {
    SCMP_SYS(read),           SCMP_SYS(write),         SCMP_SYS(close),          SCMP_SYS(lseek),
    SCMP_SYS(fstat),          SCMP_SYS(newfstatat),    SCMP_SYS(mmap),           SCMP_SYS(munmap),
    SCMP_SYS(mprotect),       SCMP_SYS(mremap),        SCMP_SYS(madvise),        SCMP_SYS(brk),
    SCMP_SYS(futex),          SCMP_SYS(clone),         SCMP_SYS(clone3),         SCMP_SYS(set_robust_list),
    SCMP_SYS(rseq),           SCMP_SYS(exit),          SCMP_SYS(exit_group),     SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),  SCMP_SYS(sigaltstack),    SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity), SCMP_SYS(sched_getparam), SCMP_SYS(sched_getscheduler), SCMP_SYS(getrandom),
    SCMP_SYS(clock_gettime),  SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep),    SCMP_SYS(gettimeofday),
    SCMP_SYS(getpid),         SCMP_SYS(gettid),        SCMP_SYS(restart_syscall), SCMP_SYS(sysinfo),
    SCMP_SYS(uname),          SCMP_SYS(getrusage),     SCMP_SYS(prlimit64),      SCMP_SYS(poll),
    SCMP_SYS(ppoll),
};

static bool filter(void) {
    scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (!ctx) {
        return false;
    }
    bool ok = true;
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++) {
        ok = ok && seccomp_rule_add(ctx, SCMP_ACT_ALLOW, allowed[i], 0) == 0;
    }
    /* Naming a thread, nothing else of prctl. */
    ok = ok && seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1, SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME)) == 0;
    /* abort() */
    ok = ok && seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
                                SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid())) == 0;
    ok = ok && seccomp_load(ctx) == 0;
    seccomp_release(ctx);
    return ok;
}

bool image_jail(void) {
    bool ok = limit(RLIMIT_CPU, IMAGE_CPU_S) && limit(RLIMIT_FSIZE, IMAGE_OUT_MAX) && limit(RLIMIT_CORE, 0);
#ifndef __SANITIZE_ADDRESS__
    ok = ok && limit(RLIMIT_AS, IMAGE_MEMORY_MAX);      /* the sanitizer's shadow alone is terabytes */
#endif
    return ok && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 && filter();
}
