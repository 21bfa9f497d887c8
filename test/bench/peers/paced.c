/*
 * paced PORT COUNT BYTES RATE
 *
 * Sends COUNT datagrams of BYTES bytes to 127.0.0.1:PORT, RATE of them a second: those of a millisecond at its beginning.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

#define NANOSECONDS 1000000000LL
#define TURN 1000000LL

static void fail(const char *what) {
  perror(what);
  exit(1);
}

int main(int argc, char **argv) {
  if (argc < 5) {
    fputs("usage: paced PORT COUNT BYTES RATE\n", stderr);
    return 2;
  }
  const long long count = atoll(argv[2]);
  const size_t size = strtoul(argv[3], NULL, 10);
  const long long rate = atoll(argv[4]);
  char *bytes = calloc(size, 1);
  struct sockaddr_in receiver = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1]))};
  receiver.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int sender = socket(AF_INET, SOCK_DGRAM, 0);
  if (bytes == NULL || sender < 0) fail("preparing");
  if (connect(sender, (struct sockaddr *)&receiver, sizeof receiver) < 0) fail("connect");
  struct timespec next;
  clock_gettime(CLOCK_MONOTONIC, &next);
  for (long long turn = 1, sent = 0; sent < count; turn++) {
    /* What is refused is lost, as what does not arrive. */
    for (; sent < count && sent < turn * rate * TURN / NANOSECONDS; sent++) (void)!send(sender, bytes, size, 0);
    next.tv_nsec += TURN;
    if (next.tv_nsec >= NANOSECONDS) {
      next.tv_nsec -= NANOSECONDS;
      next.tv_sec++;
    }
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
  }
  return 0;
}
