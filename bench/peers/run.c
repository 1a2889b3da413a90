// Runs one command and says, as one line of JSON in the file RESULT, what it cost: wall clock, processor time of it and of all it
// waited for, and the largest resident set of any one of them. A pipeline is run as `sh -c`, so that the shell waits for each part.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double seconds(struct timeval time) { return (double)time.tv_sec + (double)time.tv_usec / 1e6; }

static int put(int at, const char *path, int flags) {
  int file = open(path, flags | O_CLOEXEC, 0644);
  if (file < 0) return -1;
  return dup2(file, at);
}

int main(int argc, char **argv) {
  if (argc < 6) {
    fprintf(stderr, "usage: run RESULT STDIN STDOUT STDERR COMMAND [ARGUMENT]...\n");
    return 2;
  }
  double started = now();
  pid_t child = fork();
  if (child < 0) {
    perror("fork");
    return 1;
  }
  if (child == 0) {
    int output = O_WRONLY | O_CREAT | O_TRUNC;
    if (put(0, argv[2], O_RDONLY) < 0 || put(1, argv[3], output) < 0 || put(2, argv[4], output) < 0) _exit(126);
    execvp(argv[5], argv + 5);
    dprintf(2, "%s: %s\n", argv[5], strerror(errno));
    _exit(127);
  }
  int status;
  struct rusage used;
  while (wait4(child, &status, 0, &used) < 0)
    if (errno != EINTR) return 1;
  double wall = now() - started;

  FILE *result = fopen(argv[1], "w");
  if (!result) {
    perror(argv[1]);
    return 1;
  }
  fprintf(result, "{\"status\":%d,\"wall\":%.6f,\"user\":%.6f,\"sys\":%.6f,\"rssBytes\":%ld}\n",
          WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), wall, seconds(used.ru_utime), seconds(used.ru_stime),
          used.ru_maxrss * 1024L);
  return fclose(result) == 0 ? 0 : 1;
}
