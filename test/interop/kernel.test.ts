import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { socketsAtPort, whoHasPort } from '../../src/engine/kernel/portHolders';
import { systemSocketOf, SystemSockets } from '../../src/engine/kernel/systemSockets';
import { eventually } from '../support/eventually';
import { killTools, spawnTool, type ToolProcess } from '../support/process';
import { makeTempFolder, type TempFolder } from '../support/temp-folder';
import { requireTool, skipAloud } from '../support/tools';
import { Harness, ip } from '../unit/engine/harness';
import { runLowly } from '../unit/engine/lowlyProcess';

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

/** Listens as Go's net.Listen("tcp", ":0") does: one IPv6 socket for both families, in a program that links nothing. */
const DUAL_STACK = `
#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>
int main(void) {
  int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), off = 0;
  struct sockaddr_in6 a = {.sin6_family = AF_INET6, .sin6_addr = in6addr_any};
  socklen_t n = sizeof a;
  if (setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off)) return 1;
  if (bind(fd, (struct sockaddr *)&a, sizeof a) || listen(fd, 4096) || getsockname(fd, (struct sockaddr *)&a, &n)) return 1;
  printf("%d\\n", ntohs(a.sin6_port));
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

  async function connect(port: number, host = '127.0.0.1'): Promise<net.Socket> {
    const client = net.connect(port, host);
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

  it('finds the holder of a static server that listens on [::] for both families, as Go’s do', async function () {
    const ss = requireTool(this, 'ss');
    const gcc = requireTool(this, 'gcc');
    await writeFile(join(folder.path, 'dual.c'), DUAL_STACK);
    await run(gcc, ['-static', '-o', join(folder.path, 'dualstack'), join(folder.path, 'dual.c')]);
    const tool = spawnTool(join(folder.path, 'dualstack'), []);
    const [port = 0] = await numbersOf(tool);
    const [ipv4, ipv6] = [await connect(port, '127.0.0.1'), await connect(port, '::1')];
    const found = await whoHasPort(system, port, 'tcp');
    const [listener, ...others] = found;
    assert.deepEqual(
      [listener?.local, listener?.state, listener?.process, listener?.pid, listener?.processes[0]?.descriptors],
      [`tcp://[::]:${port}`, 'listen', 'dualstack', tool.pid, [3]],
    );
    // Nobody has accepted them: the kernel has them, and no process yet.
    assert.deepEqual(others.map(({ state, owner, remote }) => [state, owner, remote]).toSorted(), [
      ['established', 'none', `tcp://[::1]:${ipv6.localPort}`],
      ['established', 'none', `tcp://[::ffff:127.0.0.1]:${ipv4.localPort}`],
    ]);
    const { stdout } = await run(ss, ['-tanH', `sport = :${port}`]);
    assert.equal(stdout.trim().split('\n').length, found.length);
  });

  it('finds the process that accepts for a listener of ours, whose clients wait', async () => {
    const harness = new Harness();
    try {
      const listener = await harness.listen();
      const port = ip(listener.local).port;
      assert.equal((await whoHasPort(system, port, 'tcp'))[0]?.pid, process.pid);
      await listener.stopAccepting();
      await connect(port);
      const [held, waiting] = await whoHasPort(system, port, 'tcp');
      assert.deepEqual([held?.state, held?.pid, held?.processes.length], ['listen', listener.acceptingPid, 1]);
      assert.deepEqual([waiting?.state, waiting?.owner], ['established', 'none']);
      assert.notEqual(held?.pid, process.pid);
    } finally {
      await harness.dispose();
    }
  });

  it('names the process of another user to root, and says to others that it is another user’s', async function () {
    const setpriv = requireTool(this, 'setpriv');
    const python = requireTool(this, 'python3');
    if (process.getuid?.() !== 0) skipAloud(this, 'only root can start a process of another user');
    const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups'];
    // What only root may run, nobody runs not: the one of the system.
    const tool = spawnTool(setpriv, [...nobody, systemsOwn(python), '-c', PYTHON]);
    const [port = 0] = await numbersOf(tool);
    const [socket] = await socketsAtPort(system, port, 'tcp');
    assert.deepEqual([socket?.uid, socket?.owners?.[0]?.pid], [65_534, tool.pid]);

    const harness = new Harness();
    try {
      const ours = await harness.listen();
      await chmod(folder.path, 0o755);
      const { code, message } = await runLowly(
        harness,
        folder,
        `const { whoHasPort } = await import('./src/engine/kernel/portHolders');
         const [{ owner, processes, state }] = await whoHasPort(engine.system, ${ip(ours.local).port}, 'tcp');
         say({ code: owner, message: state + ' ' + processes.length });`,
      );
      assert.deepEqual([code, message], ['hidden', 'listen 0']);
    } finally {
      await harness.dispose();
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

/** A shim in somebody's home leads to what only he may run. */
function systemsOwn(program: string): string {
  return existsSync('/usr/bin/python3') ? '/usr/bin/python3' : program;
}

const portOf = (end: { readonly family: string; readonly port?: number }): number | undefined => end.port;

/** As ss writes them. */
function words(state: string): string {
  return { established: 'ESTAB', 'fin-wait-1': 'FIN-WAIT-1' }[state] ?? state.toUpperCase();
}
