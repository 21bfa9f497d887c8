"""Waits for a byte, sends 1000, 2000 and 5000 bytes in three calls, says so, and closes when its input ends."""

import socket
import sys

connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
connection.recv(1)
for letter, length in (b"a", 1000), (b"b", 2000), (b"c", 5000):
    connection.sendall(letter * length)
print("sent", flush=True)
sys.stdin.read()
connection.close()
