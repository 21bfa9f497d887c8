"""A server that answers late: patient.py ANSWER

Listens on a free port of 127.0.0.1, prints it, reads one client's bytes until its FIN, prints them, and only then sends
ANSWER and closes.
"""

import socket
import sys

server = socket.create_server(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
connection, _ = server.accept()
while chunk := connection.recv(65536):
    sys.stdout.write(chunk.decode())
connection.sendall(sys.argv[1].encode())
connection.close()
