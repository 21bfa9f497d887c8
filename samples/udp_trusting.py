"""Sends datagrams to an echo server, once each, and counts the answers: UDP brings back what the network lets through."""

import socket
import sys

host, port = sys.argv[1], int(sys.argv[2])
count = int(sys.argv[3]) if len(sys.argv) > 3 else 50

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
    client.connect((host, port))
    client.settimeout(0.5)
    for number in range(count):
        client.send(number.to_bytes(4, "big"))
    answered = set()
    try:
        while len(answered) < count:
            answered.add(client.recv(64))
    except TimeoutError:
        pass

print(f"{len(answered)} of {count} came back")
sys.exit(0 if len(answered) == count else 1)
