import assert from 'node:assert/strict';
import { killTools, spawnTool } from '../../support/process';
import { requireTool } from '../../support/tools';
import { BuiltProgram } from './built';

/** Reads to the end of the stream, or to 1,000,000 bytes, and prints a checksum of its own arithmetic. */
const PYTHON_STREAMS: Readonly<Record<string, string>> = {
  time: `
import socket, struct, sys, time
s = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
b = b''
while (more := s.recv(4096)): b += more
assert len(b) == 4, b
assert abs(struct.unpack('!I', b)[0] - 2208988800 - time.time()) < 60, b
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
u.sendto(b'', ('127.0.0.1', int(sys.argv[2])))
assert abs(struct.unpack('!I', u.recv(4096))[0] - 2208988800 - time.time()) < 60
print('good')
`,
  chargen: `
import socket, sys
s = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
ring = ''.join(map(chr, range(32, 127)))
lines = ((ring * 2)[i % 95:i % 95 + 72] + '\\r\\n' for i in range(20000))
expected = ''.join(lines).encode()
b = bytearray()
while len(b) < 1000000: b += s.recv(65536)
assert b[:1000000] == expected[:1000000]
s.shutdown(socket.SHUT_WR)
while s.recv(65536): pass
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for i in range(20):
  u.sendto(b'?', ('127.0.0.1', int(sys.argv[2])))
  d = u.recv(4096)
  assert len(d) <= 512 and expected[i * 74:].startswith(d), d
print('good')
`,
  qotd: `
import socket, sys
s = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
b = b''
while (more := s.recv(4096)): b += more
assert 2 < len(b) < 512 and b.isascii() and b.endswith(b'\\r\\n'), b
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
u.sendto(b'', ('127.0.0.1', int(sys.argv[2])))
assert u.recv(4096) == b
print('good')
`,
};

describe('the terminal program: services', () => {
  let program: BuiltProgram;
  before(async () => {
    program = await BuiltProgram.build();
  });
  after(() => program.remove());
  afterEach(killTools);

  for (const [service, script] of Object.entries(PYTHON_STREAMS)) {
    it(`${service} is understood by a Python client, over TCP and UDP`, async function () {
      const python = requireTool(this, 'python3');
      const [tcp, udp] = [
        await program.listen('tcp://127.0.0.1:0', service),
        await program.listen('udp://127.0.0.1:0', service),
      ];
      const client = spawnTool(python, ['-c', script, tcp.port, udp.port]);
      assert.equal((await client.exited).code, 0, client.stderr.text());
      assert.equal(client.stdout.text(), 'good\n');
    });
  }

  it('reply answers what ncat sends, and ends it', async function () {
    const ncat = requireTool(this, 'ncat');
    const { listening, port } = await program.listen(
      'tcp://127.0.0.1:0',
      'reply',
      '"HTTP/1.0 204 No Content\\r\\n\\r\\n"',
      '--close',
    );
    const client = spawnTool(ncat, ['127.0.0.1', port]);
    await client.write('GET / HTTP/1.0\r\n\r\n');
    await listening.stdout.waitForText(/ is closed\n/);
    client.endInput();
    assert.equal((await client.exited).code, 0, client.stderr.text());
    assert.equal(client.stdout.text(), 'HTTP/1.0 204 No Content\r\n\r\n');
  });

  it('reply greets ncat, and stays', async function () {
    const ncat = requireTool(this, 'ncat');
    const { listening, port } = await program.listen('tcp://127.0.0.1:0', 'reply', '220 ready', '--greeting', '--keep');
    const client = spawnTool(ncat, ['127.0.0.1', port]);
    await client.stdout.waitForText(/^220 ready$/);
    await client.write('hello\n');
    await listening.stdout.waitForText(/< 6 bytes from/);
    client.endInput();
    assert.equal((await client.exited).code, 0);
    assert.equal(client.stdout.text(), '220 ready');
  });
});
