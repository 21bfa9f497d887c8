"""datagrams.py PORT COUNT BYTES: sends COUNT datagrams of BYTES bytes to 127.0.0.1:PORT, as fast as it can."""

import socket
import sys

port, count, size = map(int, sys.argv[1:4])
datagram = bytes(size)
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
    sender.connect(("127.0.0.1", port))
    send = sender.send
    for _ in range(count):
        send(datagram)
