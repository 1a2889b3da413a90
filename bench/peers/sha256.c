// SHA-256 of a file's N equal parts, one thread each: what hashing all of its bytes costs when every core takes part.
// The hash is OpenSSL's; its library is found at run time, so that no headers are needed.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE (256 * 1024)

static void *(*context_new)(void);
static int (*init)(void *context, const void *hash, void *engine);
static int (*update)(void *context, const void *bytes, size_t length);
static int (*final)(void *context, unsigned char *to, unsigned int *length);
static const void *(*sha256)(void);

struct share {
  int file;
  off_t from, to;
  unsigned char hash[32];
};

static void *hash_share(void *argument) {
  struct share *share = argument;
  void *context = context_new();
  unsigned char *piece = aligned_alloc(4096, PIECE);
  if (!context || !piece || !init(context, sha256(), NULL)) exit(1);
  while (share->from < share->to) {
    size_t want = share->to - share->from < PIECE ? (size_t)(share->to - share->from) : PIECE;
    ssize_t got = pread(share->file, piece, want, share->from);
    if (got <= 0 || !update(context, piece, (size_t)got)) exit(1);
    share->from += got;
  }
  final(context, share->hash, NULL);
  free(piece);
  return NULL;
}

int main(int argc, char **argv) {
  int threads = argc > 2 ? atoi(argv[2]) : 2;
  int file = argc > 1 ? open(argv[1], O_RDONLY) : -1;
  struct stat stat;
  if (file < 0 || threads < 1 || threads > 64 || fstat(file, &stat) != 0) {
    fprintf(stderr, "usage: sha256 FILE [THREADS]\n");
    return 2;
  }
  void *library = dlopen("libcrypto.so.3", RTLD_NOW);
  if (!library) {
    fprintf(stderr, "%s\n", dlerror());
    return 1;
  }
  context_new = (void *(*)(void))dlsym(library, "EVP_MD_CTX_new");
  init = (int (*)(void *, const void *, void *))dlsym(library, "EVP_DigestInit_ex");
  update = (int (*)(void *, const void *, size_t))dlsym(library, "EVP_DigestUpdate");
  final = (int (*)(void *, unsigned char *, unsigned int *))dlsym(library, "EVP_DigestFinal_ex");
  sha256 = (const void *(*)(void))dlsym(library, "EVP_sha256");
  if (!context_new || !init || !update || !final || !sha256) return 1;

  struct share shares[64];
  pthread_t running[64];
  for (int i = 0; i < threads; i++) {
    shares[i] = (struct share){.file = file, .from = stat.st_size * i / threads, .to = stat.st_size * (i + 1) / threads};
    if (i > 0 && pthread_create(&running[i], NULL, hash_share, &shares[i]) != 0) return 1;
  }
  hash_share(&shares[0]);
  for (int i = 1; i < threads; i++) pthread_join(running[i], NULL);
  for (int i = 0; i < threads; i++) {
    for (int j = 0; j < 32; j++) printf("%02x", shares[i].hash[j]);
    printf("\n");
  }
  return 0;
}
