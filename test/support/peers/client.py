"""A client that speaks first: client.py PORT [MESSAGE]

Connects to 127.0.0.1, sends MESSAGE, then reads to the end and prints every byte. Exits with 0 when the server ended with
FIN, with 3 when it ended with RST.
"""

import socket
import sys

connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
if len(sys.argv) > 2:
    connection.sendall(sys.argv[2].encode())
try:
    while chunk := connection.recv(65536):
        sys.stdout.buffer.write(chunk)
        sys.stdout.buffer.flush()
except ConnectionResetError:
    sys.exit(3)
