"""A port that does not answer: unanswering.py

Listens on a free port of 127.0.0.1 without ever accepting, and fills its backlog with connections of its own until the
kernel drops the next one's SYN. Then prints the port and keeps it like that until its input ends.
"""

import socket
import sys

server = socket.socket()
server.bind(("127.0.0.1", 0))
server.listen(0)
port = server.getsockname()[1]
waiting = []
while True:
    client = socket.socket()
    waiting.append(client)
    client.settimeout(0.3)
    try:
        client.connect(("127.0.0.1", port))
    except TimeoutError:
        break
print(port, flush=True)
sys.stdin.read()
