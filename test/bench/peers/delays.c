/*
 * delays COUNT PAUSE
 *
 * How long what passes a relay is under way, by one clock at both ends. Listens on a port of 127.0.0.1 that the system chooses and
 * prints it; reads the relay's port from its input, and connects to that. Then it sends COUNT messages, one every PAUSE
 * microseconds, and prints for each the nanoseconds from before send() until it has come.
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static int count;
static long pause_;
static int sender;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static long long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void *send_all(void *unused) {
  const struct timespec pause = {.tv_sec = pause_ / 1000000, .tv_nsec = pause_ % 1000000 * 1000};
  for (int sent = 0; sent < count; sent++) {
    const long long time = now();
    if (write(sender, &time, sizeof time) != sizeof time) fail("write");
    nanosleep(&pause, NULL);
  }
  return unused;
}

int main(int argc, char **argv) {
  if (argc < 3) {
    fputs("usage: delays COUNT PAUSE\n", stderr);
    return 2;
  }
  count = atoi(argv[1]);
  pause_ = atol(argv[2]);
  struct sockaddr_in address = {.sin_family = AF_INET};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (bind(listener, (struct sockaddr *)&address, size) < 0) fail("bind");
  if (listen(listener, 1) < 0) fail("listen");
  if (getsockname(listener, (struct sockaddr *)&address, &size) < 0) fail("getsockname");
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  int port;
  if (scanf("%d", &port) != 1) fail("the relay's port");
  address.sin_port = htons(port);
  sender = socket(AF_INET, SOCK_STREAM, 0);
  const int on = 1;
  if (setsockopt(sender, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) < 0) fail("setsockopt");
  if (connect(sender, (struct sockaddr *)&address, sizeof address) < 0) fail("connect");
  const int receiver = accept(listener, NULL, NULL);
  if (receiver < 0) fail("accept");
  pthread_t thread;
  if (pthread_create(&thread, NULL, send_all, NULL) != 0) fail("pthread_create");
  for (int got = 0; got < count; got++) {
    long long sent;
    if (recv(receiver, &sent, sizeof sent, MSG_WAITALL) != sizeof sent) fail("recv");
    printf("%lld\n", now() - sent);
  }
  return 0;
}
