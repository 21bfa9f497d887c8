/*
 * target echo|sink|datagrams
 *
 * What stands behind a relay, on a port of 127.0.0.1 that the system chooses; prints that port first.
 * echo: sends everything back, to any number of connections, until it is killed.
 * sink: takes one connection to its end, prints how many bytes came, and closes.
 * datagrams: prints how many have come once none has for half a second.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define BACKLOG 4096
#define MAX_EVENTS 256
#define RECEIVE_BUFFER (4 * 1024 * 1024)

static char bytes[256 * 1024];

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static int bound(int type) {
  const int socket_ = socket(AF_INET, type, 0);
  struct sockaddr_in address = {.sin_family = AF_INET};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (socket_ < 0) fail("socket");
  if (bind(socket_, (struct sockaddr *)&address, size) < 0) fail("bind");
  if (type == SOCK_STREAM && listen(socket_, BACKLOG) < 0) fail("listen");
  if (getsockname(socket_, (struct sockaddr *)&address, &size) < 0) fail("getsockname");
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  return socket_;
}

static int accepted(int listener) {
  const int connection = accept(listener, NULL, NULL);
  const int on = 1;
  if (connection < 0) fail("accept");
  if (setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) < 0) fail("setsockopt");
  return connection;
}

static void watch(int epoll, int fd) {
  struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0) fail("epoll_ctl");
}

static void echo(void) {
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &files) < 0) fail("setrlimit");
  const int listener = bound(SOCK_STREAM);
  const int epoll = epoll_create1(0);
  watch(epoll, listener);
  for (;;) {
    struct epoll_event events[MAX_EVENTS];
    const int count = epoll_wait(epoll, events, MAX_EVENTS, -1);
    if (count < 0) fail("epoll_wait");
    for (int at = 0; at < count; at++) {
      const int fd = events[at].data.fd;
      if (fd == listener) {
        watch(epoll, accepted(listener));
        continue;
      }
      const ssize_t size = read(fd, bytes, sizeof bytes);
      if (size <= 0) close(fd);
      for (ssize_t written = 0; written < size;) {
        const ssize_t taken = write(fd, bytes + written, size - written);
        if (taken < 0) fail("write");
        written += taken;
      }
    }
  }
}

static void sink(void) {
  const int connection = accepted(bound(SOCK_STREAM));
  long long count = 0;
  for (ssize_t size; (size = read(connection, bytes, sizeof bytes)) != 0; count += size) {
    if (size < 0) fail("read");
  }
  printf("%lld\n", count);
}

static void datagrams(void) {
  const int socket_ = bound(SOCK_DGRAM);
  const int buffer = RECEIVE_BUFFER;
  const struct timeval patience = {.tv_usec = 500000};
  if (setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer) < 0) fail("setsockopt");
  if (setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) < 0) fail("setsockopt");
  for (long long count = 0;;) {
    if (recv(socket_, bytes, sizeof bytes, 0) >= 0) {
      count++;
    } else if (errno != EAGAIN && errno != EINTR) {
      fail("recv");
    } else if (count > 0) {
      printf("%lld\n", count);
      return;
    }
  }
}

int main(int argc, char **argv) {
  const char *mode = argc > 1 ? argv[1] : "";
  if (strcmp(mode, "echo") == 0) echo();
  else if (strcmp(mode, "sink") == 0) sink();
  else if (strcmp(mode, "datagrams") == 0) datagrams();
  else fputs("usage: target echo|sink|datagrams\n", stderr);
  return 0;
}
