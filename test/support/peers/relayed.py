"""What stands behind a relay in a test: relayed.py duplex COUNT | daytime | answer | late | http FOLDER | https FOLDER

Each listens on a port of 127.0.0.1 that the system chooses, and prints it first.

duplex   takes one connection, sends COUNT random bytes while it receives as many as come, and prints what duplex.py prints
daytime  tells one client the time, as RFC 867 has it, and closes
answer   reads one client's question to its FIN, and only then answers
late     ends what it sends to one client at once (FIN), and prints what comes until that one's own FIN
http     serves the files of FOLDER
https    the same over TLS, with FOLDER's cert.pem and key.pem
"""

import functools
import hashlib
import http.server
import os
import socket
import ssl
import sys
import threading

PIECE = 1 << 20


def accept():
    server = socket.create_server(("127.0.0.1", 0))
    print(server.getsockname()[1], flush=True)
    return server.accept()[0]


def duplex(count):
    connection = accept()
    sent = hashlib.sha256()

    def send():
        left = int(count)
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


def daytime():
    with accept() as connection:
        connection.sendall(b"Saturday, November 28, 2026 02:12:00-UTC\r\n")


def answer():
    with accept() as connection:
        question = b""
        while chunk := connection.recv(PIECE):
            question += chunk
        connection.sendall(b"answer to " + question)


def late():
    connection = accept()
    connection.shutdown(socket.SHUT_WR)
    while chunk := connection.recv(PIECE):
        print(chunk.decode(), end="", flush=True)
    print(" and FIN", flush=True)


def serve(folder, context=None):
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    print(server.server_address[1], flush=True)
    server.serve_forever()


def https(folder):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.path.join(folder, "cert.pem"), os.path.join(folder, "key.pem"))
    serve(folder, context)


{"duplex": duplex, "daytime": daytime, "answer": answer, "late": late, "http": serve, "https": https}[sys.argv[1]](*sys.argv[2:])
