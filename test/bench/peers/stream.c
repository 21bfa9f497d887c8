/*
 * stream PORT WRITES BYTES [nodelay]
 *
 * Connects to 127.0.0.1:PORT, writes WRITES times BYTES bytes, sends FIN, and waits for the receiver's own FIN. Prints
 * the nanoseconds from before connect() until then: whoever receives closes once everything is in its file.
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

int main(int argc, char **argv) {
  if (argc < 4) {
    fputs("usage: stream PORT WRITES BYTES [nodelay]\n", stderr);
    return 2;
  }
  const long long writes = atoll(argv[2]);
  const size_t size = strtoul(argv[3], NULL, 10);
  char *bytes = malloc(size);
  if (bytes == NULL) fail("malloc");
  for (size_t at = 0; at < size; at++) bytes[at] = (char)at;

  struct sockaddr_in receiver = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1]))};
  receiver.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int connection = socket(AF_INET, SOCK_STREAM, 0);
  if (connection < 0) fail("socket");
  const int nodelay = argc > 4 && strcmp(argv[4], "nodelay") == 0;
  if (setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &nodelay, sizeof nodelay) < 0) fail("setsockopt");

  const long long start = now();
  if (connect(connection, (struct sockaddr *)&receiver, sizeof receiver) < 0) fail("connect");
  for (long long count = 0; count < writes; count++) {
    for (size_t written = 0; written < size;) {
      const ssize_t taken = write(connection, bytes + written, size - written);
      if (taken < 0) fail("write");
      written += taken;
    }
  }
  if (shutdown(connection, SHUT_WR) < 0) fail("shutdown");
  char answer[1];
  if (read(connection, answer, sizeof answer) != 0) fail("waiting for the receiver to close");
  printf("%lld\n", now() - start);
  return 0;
}
