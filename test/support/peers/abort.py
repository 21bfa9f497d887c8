"""A client that ends with RST: abort.py PORT

Connects to 127.0.0.1, waits for a byte, and then closes in the way that discards what is on its way (SO_LINGER of zero).
"""

import socket
import struct
import sys

connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
connection.recv(1)
connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
connection.close()
