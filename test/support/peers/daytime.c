/*
 * A daytime client (RFC 867) as a textbook has it: daytime PORT
 * Connects to 127.0.0.1, prints what the server says until it closes the connection.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
    if (argc != 2) {
        fprintf(stderr, "usage: daytime PORT\n");
        return 2;
    }
    struct sockaddr_in server = { .sin_family = AF_INET };
    server.sin_port = htons((unsigned short)atoi(argv[1]));
    server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);

    int connection = socket(AF_INET, SOCK_STREAM, 0);
    if (connection < 0) {
        perror("socket");
        return 1;
    }
    if (connect(connection, (struct sockaddr *)&server, sizeof server) < 0) {
        perror("connect");
        return 1;
    }
    char line[256];
    ssize_t length;
    while ((length = read(connection, line, sizeof line)) > 0)
        fwrite(line, 1, (size_t)length, stdout);
    if (length < 0) {
        perror("read");
        return 1;
    }
    close(connection);
    return 0;
}
