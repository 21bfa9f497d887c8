"""Stop-and-wait: each datagram has a number, and is sent again until the answer with that number comes."""

import socket
import sys

host, port = sys.argv[1], int(sys.argv[2])
count = int(sys.argv[3]) if len(sys.argv) > 3 else 50
TRIES = 50

sent = 0
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
    client.connect((host, port))
    client.settimeout(0.05)
    for number in range(count):
        message = number.to_bytes(4, "big")
        for _ in range(TRIES):
            client.send(message)
            sent += 1
            try:
                # An answer to one that was sent before may come late, or twice.
                while client.recv(64) != message:
                    pass
                break
            except TimeoutError:
                continue
        else:
            sys.exit(f"no answer to {number} after {TRIES} tries")

print(f"{count} of {count} came back, for which {sent} were sent")
