import assert from 'node:assert/strict';
import { assertRejects, cleanUp, portOf, run, waitForSocket } from '../support/commands';
import { spawnTool } from '../../support/process';
import { requireTool } from '../../support/tools';

const GROUP = '239.7.7.7';

/** Sends one datagram to the group through loopback, and prints what comes back. */
const SENDER = `
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton('127.0.0.1'))
s.sendto(b'from python', ('${GROUP}', int(sys.argv[1])))
sys.stdout.write(s.recv(100).decode()); sys.stdout.flush()
`;

describe('multicast', () => {
  afterEach(cleanUp);

  it('listens on a group, answers, and sends to it', async function () {
    const python = requireTool(this, 'python3');
    const group = await run('startListener', { address: `udp://${GROUP}:0`, service: 'echo', ttl: 0 });
    assert.deepEqual(group.groups, [{ group: GROUP, interface: '127.0.0.1' }]);
    const other = spawnTool(python, ['-c', SENDER, portOf(group.local)]);
    assert.equal(Buffer.from(await other.stdout.waitForBytes(11)).toString(), 'from python');
    const dialled = await run('dialEndpoint', { address: group.local, ttl: 0, interface: '127.0.0.1' });
    await run('sendPayload', { socket: dialled.id, payload: '"dialled"' });
    await waitForSocket(group.id, 'both datagrams', ({ bytesReceived }) => bytesReceived === 18);
    const bytes = await run('readBytes', { socket: group.id, direction: 'received' });
    assert.equal(new TextDecoder().decode(bytes), 'from pythondialled');
  });

  it('joins and leaves, and says why not', async () => {
    const socket = (await run('startListener', { address: `udp://${GROUP}:0` })).id;
    assert.deepEqual((await run('leaveGroup', { socket, group: GROUP })).groups, []);
    assert.deepEqual((await run('joinGroup', { socket, group: GROUP, interface: '127.0.0.1' })).groups, [
      { group: GROUP, interface: '127.0.0.1' },
    ]);
    await assertRejects(run('joinGroup', { socket, group: GROUP }), 'GROUP_JOINED');
    await assertRejects(run('joinGroup', { socket, group: '10.0.0.1' }), 'NOT_A_GROUP');
    await assertRejects(run('joinGroup', { socket, group: '239.7.7.8' }), 'GROUP_UNHEARD');
    await assertRejects(run('joinGroup', { socket, group: GROUP, interface: 'nothing9' }), 'NO_INTERFACE');
    await assertRejects(run('leaveGroup', { socket, group: '239.7.7.8' }), 'GROUP_NOT_JOINED');
    const tcp = (await run('startListener', { address: 'tcp://127.0.0.1:0' })).id;
    await assertRejects(run('joinGroup', { socket: tcp, group: GROUP }), 'NOT_A_DATAGRAM_SOCKET');
    await assertRejects(run('startListener', { address: `udp://${GROUP}:0`, ttl: 256 }), 'BAD_TTL');
    await assertRejects(run('dialEndpoint', { address: 'udp://127.0.0.1:9', ttl: 4 }), 'MULTICAST_UNFIT');
  });
});
