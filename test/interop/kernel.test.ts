import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import net from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { socketsAtPort, whoHasPort } from '../../src/engine/kernel/portHolders';
import { systemSocketOf, SystemSockets } from '../../src/engine/kernel/systemSockets';
import { eventually } from '../support/eventually';
import { killTools, spawnTool, type ToolProcess } from '../support/process';
import { makeTempFolder, type TempFolder } from '../support/temp-folder';
import { requireTool } from '../support/tools';

const run = promisify(execFile);

/** Listens, says at which port, forks, and waits: child and parent have the socket. */
const SERVER = `
#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>
int main(void) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t n = sizeof a;
  if (bind(fd, (struct sockaddr *)&a, sizeof a) || listen(fd, 5) || getsockname(fd, (struct sockaddr *)&a, &n)) return 1;
  int child = fork();
  if (child == 0) for (;;) pause();
  printf("%d %d\\n", ntohs(a.sin_port), child);
  fflush(stdout);
  getchar();
  return 0;
}
`;

const PYTHON = `
import socket, sys
s = socket.create_server(('127.0.0.1', 0), backlog=8)
print(s.getsockname()[1], flush=True)
sys.stdin.read(1)
c, _ = s.accept()
print('accepted', flush=True)
sys.stdin.read(1)
`;

(process.platform === 'linux' ? describe : describe.skip)('what the kernel tells, beside ss', () => {
  let folder: TempFolder;
  const system = new SystemSockets();
  const clients: net.Socket[] = [];
  before(async () => {
    folder = await makeTempFolder();
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await killTools();
  });
  after(() => folder.remove());

  async function connect(port: number): Promise<net.Socket> {
    const client = net.connect(port, '127.0.0.1');
    client.on('error', () => undefined);
    clients.push(client);
    await once(client, 'connect');
    return client;
  }

  const numbersOf = async (tool: ToolProcess): Promise<number[]> =>
    (await tool.stdout.waitForText(/^.*\n/))[0].trim().split(' ').map(Number);

  it('finds the holders of a C server that has forked: those that ss finds', async function () {
    const ss = requireTool(this, 'ss');
    const gcc = requireTool(this, 'gcc');
    await writeFile(join(folder.path, 'server.c'), SERVER);
    await run(gcc, ['-o', join(folder.path, 'forking'), join(folder.path, 'server.c')]);
    const tool = spawnTool(join(folder.path, 'forking'), []);
    const [port = 0, child = 0] = await numbersOf(tool);
    try {
      const [holder, ...others] = await whoHasPort(system, port, 'tcp');
      assert.equal(others.length, 0);
      assert.deepEqual(
        [holder?.state, holder?.owner, holder?.process, holder?.pid],
        ['listen', 'process', 'forking', tool.pid],
      );
      const [parent, forked] = holder?.processes ?? [];
      assert.deepEqual([forked?.pid, forked?.parent], [child, parent?.pid]);
      const { stdout } = await run(ss, ['-lntpH', `sport = :${port}`]);
      const told = [...stdout.matchAll(/pid=(\d+),fd=(\d+)/g)].map(([, pid, fd]) => [Number(pid), Number(fd)]);
      assert.deepEqual(
        holder?.processes.map(({ pid, descriptors }) => [pid, descriptors?.[0]]).toSorted(),
        told.toSorted(),
      );
    } finally {
      process.kill(child, 'SIGKILL');
    }
  });

  it('says of a Python server who waits and what is in the queues, as ss does', async function () {
    const ss = requireTool(this, 'ss');
    const python = requireTool(this, 'python3');
    const tool = spawnTool(python, ['-c', PYTHON]);
    const [port = 0] = await numbersOf(tool);
    const [first] = [await connect(port), await connect(port), await connect(port)];
    const [listener] = await socketsAtPort(system, port, 'tcp');
    assert.match(listener?.owners?.[0]?.process ?? '', /^python/);
    const { stdout } = await run(ss, ['-lntH', `sport = :${port}`]);
    assert.equal(listener?.receiveQueue, 3);
    assert.equal(Number(/^LISTEN\s+(\d+)/.exec(stdout)?.[1]), listener.receiveQueue);

    first.write('x'.repeat(1234));
    await tool.write('a');
    await tool.stdout.waitForText(/accepted/);
    await eventually(async () => {
      const rows = ((await system.kernel.at('tcp', port)) ?? []).map(systemSocketOf);
      const told = (await run(ss, ['-tanH', `sport = :${port}`])).stdout.trim().split('\n');
      assert.ok(rows.some(({ receiveQueue }) => receiveQueue === 1234));
      assert.deepEqual(
        rows
          .map(({ state, receiveQueue, remote }) => [words(state), receiveQueue, remote && portOf(remote)].join(' '))
          .toSorted(),
        told
          .map((line) => line.split(/\s+/))
          .map(([state, receive, , , far = '']) =>
            [state, receive, far.endsWith('*') ? undefined : far.split(':').at(-1)].join(' '),
          )
          .toSorted(),
      );
    });
  });

  it('tells for how long TIME_WAIT keeps a port that nobody has any more', async () => {
    const server = net.createServer((socket) => socket.end()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as net.AddressInfo;
    const client = await connect(port);
    client.resume();
    await once(client, 'close');
    server.close();
    await once(server, 'close');
    const [left] = await whoHasPort(system, port, 'tcp');
    assert.deepEqual([left?.state, left?.owner, left?.processes], ['time-wait', 'none', []]);
    assert.ok(left?.secondsLeft !== undefined && left.secondsLeft > 50 && left.secondsLeft <= 60);
  });
});

const portOf = (end: { readonly family: string; readonly port?: number }): number | undefined => end.port;

/** As ss writes them. */
function words(state: string): string {
  return { established: 'ESTAB', 'fin-wait-1': 'FIN-WAIT-1' }[state] ?? state.toUpperCase();
}
