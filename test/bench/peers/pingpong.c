/*
 * pingpong PORT COUNT BYTES
 *
 * Sends BYTES bytes to an echo server at 127.0.0.1:PORT and waits until they are back, COUNT times. Prints the nanoseconds
 * from the first send() on; before, one goes to and fro, so that connecting does not count.
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static long long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void turn(int connection, char *bytes, size_t size) {
  if (write(connection, bytes, size) != (ssize_t)size) fail("write");
  for (size_t back = 0; back < size;) {
    const ssize_t got = read(connection, bytes + back, size - back);
    if (got <= 0) fail("read");
    back += got;
  }
}

int main(int argc, char **argv) {
  if (argc < 4) {
    fputs("usage: pingpong PORT COUNT BYTES\n", stderr);
    return 2;
  }
  const long long count = atoll(argv[2]);
  const size_t size = strtoul(argv[3], NULL, 10);
  char *bytes = calloc(size, 1);
  if (bytes == NULL) fail("calloc");
  struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1]))};
  server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int connection = socket(AF_INET, SOCK_STREAM, 0);
  const int on = 1;
  if (connection < 0) fail("socket");
  if (setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) < 0) fail("setsockopt");
  if (connect(connection, (struct sockaddr *)&server, sizeof server) < 0) fail("connect");
  turn(connection, bytes, size);
  const long long start = now();
  for (long long done = 0; done < count; done++) turn(connection, bytes, size);
  printf("%lld\n", now() - start);
  return 0;
}
