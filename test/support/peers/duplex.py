"""Both directions at once: duplex.py PORT COUNT

Connects to 127.0.0.1 and sends COUNT random bytes while it receives as many as come. Prints the SHA-256 of what it sent,
that of what it received, and how many bytes it received.
"""

import hashlib
import os
import socket
import sys
import threading

PIECE = 1 << 20

connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
count = int(sys.argv[2])
sent = hashlib.sha256()


def send():
    left = count
    while left > 0:
        piece = os.urandom(min(PIECE, left))
        sent.update(piece)
        connection.sendall(piece)
        left -= len(piece)
    connection.shutdown(socket.SHUT_WR)


sender = threading.Thread(target=send)
sender.start()
received = hashlib.sha256()
length = 0
while chunk := connection.recv(PIECE):
    received.update(chunk)
    length += len(chunk)
sender.join()
print(sent.hexdigest(), received.hexdigest(), length)
