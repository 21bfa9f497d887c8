/*
 * connections PORT COUNT BYTES
 *
 * Has COUNT connections to an echo server on 127.0.0.1:PORT open at once, each of which gets BYTES bytes echoed: the
 * first byte while the connections are opened, the rest on all of them at once. Prints the nanoseconds from before the
 * first connect() until the last byte is back. All connections stay open until then.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* Connections that the server need not have accepted yet: fewer than its backlog, or SYNs would be dropped and sent again a second later. */
#define MAX_UNCONFIRMED 1024
#define MAX_EVENTS 256

static int *echoed; /* by file descriptor */
static int epoll;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static long long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void send_all(int connection, const char *bytes, size_t size) {
  for (size_t written = 0; written < size;) {
    const ssize_t taken = write(connection, bytes + written, size - written);
    if (taken < 0) fail("write");
    written += taken;
  }
}

static int open_one(const struct sockaddr_in *server, const char *first) {
  const int connection = socket(AF_INET, SOCK_STREAM, 0);
  if (connection < 0) fail("socket");
  if (connect(connection, (const struct sockaddr *)server, sizeof *server) < 0) fail("connect");
  send_all(connection, first, 1);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = connection};
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, connection, &event) < 0) fail("epoll_ctl");
  return connection;
}

/* Takes what is echoed. Returns how many connections have reached `wanted` bytes by it. */
static int receive(int wanted) {
  struct epoll_event events[MAX_EVENTS];
  const int count = epoll_wait(epoll, events, MAX_EVENTS, -1);
  if (count < 0) fail("epoll_wait");
  int reached = 0;
  for (int at = 0; at < count; at++) {
    char bytes[65536];
    const int connection = events[at].data.fd;
    const ssize_t size = read(connection, bytes, sizeof bytes);
    if (size < 0) fail("read");
    if (size == 0) {
      fputs("the server closed a connection\n", stderr);
      exit(1);
    }
    echoed[connection] += size;
    if (echoed[connection] >= wanted) reached++;
  }
  return reached;
}

int main(int argc, char **argv) {
  if (argc < 4) {
    fputs("usage: connections PORT COUNT BYTES\n", stderr);
    return 2;
  }
  const int count = atoi(argv[2]);
  const int size = atoi(argv[3]);
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &files) < 0) fail("setrlimit");
  char *bytes = calloc(size, 1);
  int *connections = calloc(count, sizeof *connections);
  echoed = calloc(files.rlim_max, sizeof *echoed);
  epoll = epoll_create1(0);
  if (bytes == NULL || connections == NULL || echoed == NULL || epoll < 0) fail("preparing");
  struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1]))};
  server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);

  const long long start = now();
  for (int opened = 0, confirmed = 0; confirmed < count;) {
    while (opened < count && opened - confirmed < MAX_UNCONFIRMED) {
      connections[opened++] = open_one(&server, bytes);
    }
    confirmed += receive(1);
  }
  for (int at = 0; at < count; at++) send_all(connections[at], bytes, size - 1);
  for (int complete = 0; complete < count;) complete += receive(size);
  printf("%lld\n", now() - start);
  return 0;
}
