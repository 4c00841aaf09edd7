/* Loaded into the Server (LD_PRELOAD): a disk that is slow or full, a clock that is wrong, as the file CALLCENTER_TROUBLE names says at that moment. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* What is asked for, and how often it was done. */
struct trouble { volatile int64_t sync_ms, clock_s, full, syncs, times, refusals; };
static struct trouble none, *trouble = &none;

__attribute__((constructor)) static void look(void) {
  const char *file = getenv("CALLCENTER_TROUBLE");
  int fd = file ? open(file, O_RDWR | O_CLOEXEC) : -1;
  if (fd < 0) return;
  void *at = mmap(NULL, sizeof none, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (at != MAP_FAILED) trouble = at;
  close(fd);
}

static void did(volatile int64_t *what) { __atomic_add_fetch(what, 1, __ATOMIC_RELAXED); }

#define REAL(name) static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

/* Files only: sockets and pipes are no disk. */
static int full(int fd) {
  struct stat s;
  if (!trouble->full || fstat(fd, &s) != 0 || !S_ISREG(s.st_mode)) return 0;
  did(&trouble->refusals);
  errno = ENOSPC;
  return 1;
}

ssize_t write(int fd, const void *b, size_t n) { REAL(write); return full(fd) ? -1 : real(fd, b, n); }
ssize_t pwrite(int fd, const void *b, size_t n, off_t at) { REAL(pwrite); return full(fd) ? -1 : real(fd, b, n, at); }
ssize_t pwrite64(int fd, const void *b, size_t n, off64_t at) { REAL(pwrite64); return full(fd) ? -1 : real(fd, b, n, at); }
ssize_t writev(int fd, const struct iovec *v, int n) { REAL(writev); return full(fd) ? -1 : real(fd, v, n); }
ssize_t pwritev(int fd, const struct iovec *v, int n, off_t at) { REAL(pwritev); return full(fd) ? -1 : real(fd, v, n, at); }
ssize_t pwritev64(int fd, const struct iovec *v, int n, off64_t at) { REAL(pwritev64); return full(fd) ? -1 : real(fd, v, n, at); }

static void slow(void) {
  int64_t ms = trouble->sync_ms;
  struct timespec pause = { ms / 1000, ms % 1000 * 1000000 };
  if (ms <= 0) return;
  did(&trouble->syncs);
  nanosleep(&pause, NULL);
}

int fsync(int fd) { REAL(fsync); slow(); return real(fd); }
int fdatasync(int fd) { REAL(fdatasync); slow(); return real(fd); }

int clock_gettime(clockid_t which, struct timespec *now) {
  REAL(clock_gettime);
  int code = real(which, now);
  if (code != 0 || !trouble->clock_s || (which != CLOCK_REALTIME && which != CLOCK_REALTIME_COARSE)) return code;
  did(&trouble->times);
  now->tv_sec += trouble->clock_s;
  return code;
}

int gettimeofday(struct timeval *now, void *zone) {
  REAL(gettimeofday);
  int code = real(now, zone);
  if (code == 0) now->tv_sec += trouble->clock_s;
  return code;
}

time_t time(time_t *at) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (at) *at = now.tv_sec;
  return now.tv_sec;
}
