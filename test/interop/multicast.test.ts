import assert from 'node:assert/strict';
import { killTools, spawnTool } from '../support/process';
import { requireTool } from '../support/tools';
import { BuiltProgram } from './cli/built';

const GROUP = '239.7.7.7';

/** Prints its port, then what comes, from whom and with which TTL; ends after one datagram. */
const RECEIVER = `
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(('${GROUP}', 0))
s.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton('${GROUP}') + socket.inet_aton('127.0.0.1'))
print(s.getsockname()[1], flush=True)
s.setsockopt(socket.IPPROTO_IP, 12, 1) # IP_RECVTTL
data, [(_, _, ttl)], _, peer = s.recvmsg(65536, 64)
print(data.decode(), peer[0], int.from_bytes(ttl, sys.byteorder), flush=True)
`;

/** With \`echoes\`, waits for an answer. */
const SENDER = `
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton('127.0.0.1'))
s.sendto(b'from python', ('${GROUP}', int(sys.argv[1])))
if sys.argv[2:] == ['echoes']: print(s.recv(65536).decode(), flush=True)
`;

describe('UDP multicast with other programs', () => {
  let program: BuiltProgram;
  before(async () => {
    program = await BuiltProgram.build();
  });
  after(() => program.remove());
  afterEach(killTools);

  it('gets what Python sends to the group, and answers', async function () {
    const python = requireTool(this, 'python3');
    const listening = program.start(['listen', `udp://${GROUP}:0`, 'echo', '--interface', '127.0.0.1', '--ttl', '0']);
    const [, port] = await listening.stdout.waitForText(/listening on udp:\/\/239\.7\.7\.7:(\d+), service echo/);
    const sender = spawnTool(python, ['-c', SENDER, port!, 'echoes']);
    assert.equal((await sender.exited).code, 0);
    assert.equal(sender.stdout.text(), 'from python\n');
    await listening.stdout.waitForText(/> 11 bytes to /);
  });

  it('gets what socat sends to the group', async function () {
    const socat = requireTool(this, 'socat');
    const listening = program.start(['listen', `udp://${GROUP}:0`]);
    const [, port] = await listening.stdout.waitForText(/listening on udp:\/\/239\.7\.7\.7:(\d+)/);
    const sender = spawnTool(socat, ['-u', 'STDIN', `UDP-DATAGRAM:${GROUP}:${port!},ip-multicast-if=127.0.0.1`]);
    await sender.write('from socat');
    sender.endInput();
    await listening.stdout.waitForText(/from socat/);
  });

  it('reaches socat in a group, beside another member', async function () {
    const socat = requireTool(this, 'socat');
    const other = spawnTool(requireTool(this, 'python3'), ['-c', RECEIVER]);
    const [, port] = await other.stdout.waitForText(/^(\d+)\n/);
    const member = `ip-add-membership=${GROUP}:127.0.0.1,bind=${GROUP},reuseaddr`;
    const receiver = spawnTool(socat, ['-d', '-d', '-u', `UDP4-RECVFROM:${port!},${member}`, 'STDOUT']);
    await receiver.stderr.waitForText(/receiving on/);
    const { code } = await program.run(['send', `udp://${GROUP}:${port!}`, '"hello"', '--loopback', '--wait', '1ms']);
    assert.equal(code, 0);
    await receiver.stdout.waitForText(/hello/);
    await other.stdout.waitForText(/hello 127\.0\.0\.1/);
  });

  it('sends to a group that Python has joined', async function () {
    const python = requireTool(this, 'python3');
    const receiver = spawnTool(python, ['-c', RECEIVER]);
    const [, port] = await receiver.stdout.waitForText(/^(\d+)\n/);
    const address = `udp://${GROUP}:${port!}`;
    assert.equal((await program.run(['send', address, '"hi"', '--wait', '1ms', '--ttl', '4', '--loopback'])).code, 0);
    await receiver.exited;
    assert.match(receiver.stdout.text(), /\nhi 127\.0\.0\.1 4\n$/);
  });

  it('refuses an interface that there is not, and lists those that there are, and a TTL out of range', async () => {
    const unknown = await program.run(['listen', `udp://${GROUP}:0`, '--interface', 'nothing9']);
    assert.match(unknown.complaints, /There is no interface "nothing9" for IPv4 groups; there are .*127\.0\.0\.1/);
    const { code, complaints } = await program.run(['listen', `udp://${GROUP}:0`, '--ttl', '256']);
    assert.notEqual(code, 0);
    assert.match(complaints, /The TTL must be a whole number from 0 to 255, not 256/);
  });
});
