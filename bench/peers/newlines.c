// Counts the newlines of a file on N threads: what the memory allows, and so the limit for anything that looks at every byte.
// The file is mapped, each thread takes the next piece that nobody has taken, and counts 32 bytes at a time (GCC's vectors become
// AVX2, NEON, ...). Reading piece by piece into the cache instead is as fast, or 5 % slower.
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>

#define PIECE (8u << 20)
#define LANES 32

typedef uint8_t bytes __attribute__((vector_size(LANES)));

static const uint8_t *text;
static size_t size;
static atomic_size_t taken;

static uint64_t sum(bytes counts) {
  uint64_t total = 0;
  for (int i = 0; i < LANES; i++) total += counts[i];
  return total;
}

static uint64_t count(const uint8_t *at, size_t length) {
  const bytes newline = (bytes){0} + '\n';
  uint64_t total = 0;
  size_t i = 0;
  while (length - i >= 4 * LANES) {
    bytes a = {0}, b = {0}, c = {0}, d = {0};
    // A lane counts to 255 at most before it is emptied.
    for (int round = 0; round < 255 && length - i >= 4 * LANES; round++, i += 4 * LANES) {
      const bytes *v = (const bytes *)(at + i);
      a -= (bytes)(v[0] == newline);
      b -= (bytes)(v[1] == newline);
      c -= (bytes)(v[2] == newline);
      d -= (bytes)(v[3] == newline);
    }
    total += sum(a) + sum(b) + sum(c) + sum(d);
  }
  for (; i < length; i++) total += at[i] == '\n';
  return total;
}

static void *count_pieces(void *total) {
  uint64_t mine = 0;
  for (;;) {
    size_t from = atomic_fetch_add(&taken, PIECE);
    if (from >= size) break;
    mine += count(text + from, size - from < PIECE ? size - from : PIECE);
  }
  *(uint64_t *)total = mine;
  return NULL;
}

int main(int argc, char **argv) {
  int threads = argc > 2 ? atoi(argv[2]) : 2;
  int file = argc > 1 ? open(argv[1], O_RDONLY) : -1;
  struct stat stat;
  if (file < 0 || threads < 1 || threads > 64 || fstat(file, &stat) != 0 || stat.st_size == 0) {
    fprintf(stderr, "usage: newlines FILE [THREADS]\n");
    return 2;
  }
  size = (size_t)stat.st_size;
  text = mmap(NULL, size, PROT_READ, MAP_SHARED, file, 0);
  if (text == MAP_FAILED) {
    perror("mmap");
    return 1;
  }
  pthread_t running[64];
  uint64_t totals[64];
  for (int i = 1; i < threads; i++)
    if (pthread_create(&running[i], NULL, count_pieces, &totals[i]) != 0) return 1;
  count_pieces(&totals[0]);
  for (int i = 1; i < threads; i++) {
    pthread_join(running[i], NULL);
    totals[0] += totals[i];
  }
  printf("%lu\n", (unsigned long)totals[0]);
  return 0;
}
