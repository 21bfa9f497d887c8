import assert from 'node:assert/strict';
import { createReadStream, readFileSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { getSystemErrorMap } from 'node:util';
import { SockscopeError } from '../../../../src/base/error';
import { parseEndpoint } from '../../../../src/engine/address/endpoint';
import { codeOf, explain, EXPLANATIONS, type Operation } from '../../../../src/engine/platform/systemError';
import { makeTempFolder, type TempFolder } from '../../../support/temp-folder';
import { skipAloud } from '../../../support/tools';
import { fillBacklog } from '../fullBacklog';
import { failure, Harness, itWithIpv6, tcp, unusedPort } from '../harness';
import { runLowly, type Said } from '../lowlyProcess';

/** Everything that an error for people has to say. */
interface Expectation {
  readonly code: string;
  /** What was tried, and with what. */
  readonly tried: RegExp;
  /** What the system's answer means here. */
  readonly means: RegExp;
  /** What to do next. */
  readonly next: RegExp;
}

interface Cause extends Expectation {
  readonly title: string;
  readonly needsIpv6?: boolean;
  /** Brings it about, with the real system. */
  readonly bring: (harness: Harness, folder: TempFolder) => Promise<Said>;
}

/** The first port that needs no privilege; 0 where none does. */
function firstUnprivilegedPort(): number {
  if (process.platform !== 'linux') return 1024;
  return Number(readFileSync('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'utf8'));
}

async function readFailure(path: string): Promise<Said> {
  return failure(
    (async () => {
      try {
        for await (const piece of createReadStream(path)) assert.ok(piece);
      } catch (error) {
        throw explain(error, 'read-file', path);
      }
    })(),
  );
}

function parsing(text: string): Promise<Said> {
  return failure((async () => Promise.resolve(parseEndpoint(text)))());
}

const CAUSES: readonly Cause[] = [
  {
    title: 'EADDRINUSE by whoever it may be',
    code: 'EADDRINUSE',
    tried: /^Cannot listen on tcp:\/\/127\.0\.0\.1:\d+:/,
    means: /another program listens on tcp:|the port is in use, by another program or by a connection/,
    next: /Close (it|that program)\b.* or choose another port; port 0 takes a free one/,
    bring: async (harness) => failure(harness.listen(`tcp://127.0.0.1:${(await harness.serve()).port}`)),
  },
  {
    title: 'EADDRINUSE by a socket of our own',
    code: 'EADDRINUSE',
    tried: /^Cannot listen on tcp:\/\/127\.0\.0\.1:\d+:/,
    means: /Sockscope already listens on tcp:\/\/127\.0\.0\.1:\d+ itself \(service echo\)/,
    next: /Close that listener, or choose another port/,
    bring: async (harness) => {
      const own = await harness.listen('tcp://127.0.0.1:0', { service: 'echo' });
      return failure(harness.listen(tcp(own.local)));
    },
  },
  {
    title: 'EACCES on a port below 1024',
    code: 'EACCES',
    tried: /^Cannot listen on tcp:\/\/127\.0\.0\.1:\d+:/,
    means: /permission denied\. Ports below 1024 are reserved for privileged programs/,
    next: /choose a port from 1024 on/,
    bring: (harness, folder) =>
      runLowly(harness, folder, `await engine.listen(parseEndpoint('127.0.0.1:${firstUnprivilegedPort() - 1}'));`),
  },
  {
    title: 'EACCES in a folder that one may not write to',
    code: 'EACCES',
    tried: /^Cannot listen on unix:.*\/closed\/s:/,
    means: /permission denied\. A socket file can only be made in a folder that you may write to/,
    next: /choose another path/,
    bring: async (harness, folder) => {
      await mkdir(`${folder.path}/closed`, { mode: 0o500 });
      return runLowly(harness, folder, `await engine.listen({ scheme: 'unix', path: '${folder.path}/closed/s' });`);
    },
  },
  {
    title: 'EACCES at a socket file that one may not write to',
    code: 'EACCES',
    tried: /^Cannot reach unix:.*\/s:/,
    means: /permission denied\. You may not enter its folder, or not write to the socket file/,
    next: /ask whoever runs the server/,
    bring: async (harness, folder) => {
      await harness.serve({ path: `${folder.path}/s` });
      await chmod(`${folder.path}/s`, 0o000);
      return runLowly(harness, folder, `await engine.dial({ scheme: 'unix', path: '${folder.path}/s' });`);
    },
  },
  {
    title: 'EADDRNOTAVAIL at an address of another machine',
    code: 'EADDRNOTAVAIL',
    tried: /^Cannot listen on tcp:\/\/192\.0\.2\.1:0:/,
    means: /this machine has no such address/,
    next: /Use 127\.0\.0\.1, or one of this machine’s own addresses/,
    // Of the block for documentation (RFC 5737). Binding sends nothing.
    bring: (harness) => failure(harness.listen('tcp://192.0.2.1:0')),
  },
  {
    title: 'EADDRNOTAVAIL for UDP too',
    code: 'EADDRNOTAVAIL',
    tried: /^Cannot listen on udp:\/\/192\.0\.2\.1:0:/,
    means: /this machine has no such address/,
    next: /Use 127\.0\.0\.1/,
    bring: (harness) => failure(harness.bind('udp://192.0.2.1:0')),
  },
  {
    title: 'ECONNREFUSED over TCP',
    code: 'ECONNREFUSED',
    tried: /^Nobody listens on tcp:\/\/127\.0\.0\.1:\d+:/,
    means: /the connection was refused/,
    next: /Start the server first, or check address and port/,
    bring: async (harness) => failure(harness.dial(`tcp://127.0.0.1:${await unusedPort()}`)),
  },
  {
    title: 'ENOTFOUND',
    code: 'ENOTFOUND',
    tried: /^The host name of tcp:\/\/-\.invalid:80/,
    means: /is not known/,
    next: /check its spelling, or use a numeric address/,
    // A name that cannot stand in the DNS: the resolver refuses it by itself, with and without a network.
    bring: (harness) => failure(harness.engine.dial({ scheme: 'tcp', host: '-.invalid', port: 80 })),
  },
  {
    title: 'ENOTFOUND when listening',
    code: 'ENOTFOUND',
    tried: /^The host name of udp:\/\/-\.invalid:0/,
    means: /is not known/,
    next: /check its spelling/,
    bring: (harness) => failure(harness.engine.listen({ scheme: 'udp', host: '-.invalid', port: 0 })),
  },
  {
    title: 'ETIMEDOUT',
    code: 'ETIMEDOUT',
    tried: /^tcp:\/\/127\.0\.0\.1:\d+ did not answer in time/,
    means: /The host may be down, or a firewall drops the packets/,
    next: /check the address, or allow a longer timeout/,
    bring: async (harness) => failure(harness.dial(`tcp://127.0.0.1:${await fillBacklog(harness)}`, { timeout: 50 })),
  },
  {
    title: 'ECONNRESET',
    code: 'ECONNRESET',
    tried: /^The connection with tcp:\/\/127\.0\.0\.1:\d+/,
    means: /was reset by the peer: it sent RST instead of closing, so what was still on its way is lost/,
    next: /Look at what was sent last, and dial again/,
    bring: async (harness) => {
      const { connection, peer } = await harness.dialled();
      peer.socket.resetAndDestroy();
      await connection.closed;
      assert.ok(connection.error);
      return connection.error;
    },
  },
  {
    title: 'EPIPE',
    code: 'EPIPE',
    tried: /^Cannot send to unix:/,
    means: /the peer has closed the connection and takes no more bytes/,
    next: /Dial again to go on/,
    bring: async (harness, folder) => {
      const server = await harness.serve({ path: `${folder.path}/s` });
      const accepted = server.accept();
      const connection = await harness.dial(`unix:${folder.path}/s`);
      (await accepted).socket.destroy();
      await harness.until(() => connection.state === 'half-closed-remote');
      const error = await failure(connection.send(Buffer.from('x')));
      await connection.closed;
      assert.equal(connection.state, 'reset');
      assert.equal(connection.error?.code, 'EPIPE');
      return error;
    },
  },
  {
    title: 'EMFILE when dialling',
    code: 'EMFILE',
    tried: /^tcp:\/\/127\.0\.0\.1:9 was not opened/,
    means: /this process may have 64 files and sockets open, and keeps the last 32 for its files/,
    next: /Close some sockets, or raise the limit \(ulimit -n\)/,
    bring: (harness, folder) =>
      runLowly(
        harness,
        folder,
        `try { for (;;) fs.openSync('/dev/null'); } catch {}
         await engine.dial(parseEndpoint('127.0.0.1:9'));`,
        'ulimit -n 64',
      ),
  },
  {
    title: 'an IPv6 link-local address without zone',
    code: 'ZONE_MISSING',
    tried: /^The link-local address fe80::1/,
    means: /exists once on every interface/,
    next: /name the interface, as in \[fe80::1%eth0\]:9000/,
    bring: (harness) => failure(harness.dial('tcp://[fe80::1]:9000')),
  },
  {
    title: 'a port given twice',
    code: 'BAD_ENDPOINT',
    tried: /:80 and :81/,
    means: /The port is given twice/,
    next: /keep one of them/,
    bring: () => parsing('localhost:80:81'),
  },
  {
    title: 'a file that is not there',
    code: 'ENOENT',
    tried: /^Cannot read .*\/nothing:/,
    means: /there is no such file/,
    next: /Check the path/,
    bring: (_, folder) => readFailure(`${folder.path}/nothing`),
  },
  {
    title: 'a file that is a folder',
    code: 'EISDIR',
    tried: /^Cannot read /,
    means: /it is a folder, not a file/,
    next: /Choose a file in it/,
    bring: (_, folder) => readFailure(folder.path),
  },
  {
    title: 'a file that one may not read',
    code: 'EACCES',
    tried: /^Cannot read .*\/secret:/,
    means: /permission denied/,
    next: /Change the file’s permissions, or choose another file/,
    bring: async (harness, folder) => {
      const path = `${folder.path}/secret`;
      await writeFile(path, '', { mode: 0o000 });
      return runLowly(
        harness,
        folder,
        `try { fs.readFileSync('${path}'); } catch (error) { throw explain(error, 'read-file', '${path}'); }`,
      );
    },
  },
];

describe('engine/systemError', () => {
  let harness: Harness;
  let folder: TempFolder;
  beforeEach(async () => {
    // Some of the addresses are those of other machines; nothing is bound there.
    harness = new Harness({ permit: () => undefined });
    folder = await makeTempFolder();
    // So that a process without privileges comes to what is in it.
    await chmod(folder.path, 0o755);
  });
  afterEach(async () => {
    await harness.dispose();
    await folder.remove();
  });

  for (const { title, code, tried, means, next, needsIpv6, bring } of CAUSES) {
    (needsIpv6 === true ? itWithIpv6 : it)(`explains ${title}`, async function () {
      if (title === 'EACCES on a port below 1024' && firstUnprivilegedPort() === 0) {
        skipAloud(this, 'every port is free for all here.');
      }
      const error = await bring(harness, folder);
      assert.equal(error.code, code, error.message);
      assert.match(error.message, tried);
      assert.match(error.message, means);
      assert.match(error.message, next);
    });
  }

  it('has the cause at hand', async () => {
    const error = await failure(harness.listen('tcp://192.0.2.1:0'));
    assert.equal(codeOf(error.cause), 'EADDRNOTAVAIL');
  });

  it('explains a datagram that is too large for the path, which only the system knows', () => {
    const { message } = explain(Object.assign(new Error(), { code: 'EMSGSIZE' }), 'send', 'udp://192.0.2.1:9');
    assert.match(message, /^The datagram to udp:\/\/192\.0\.2\.1:9 is larger than the network path takes\. Send fewer/);
  });

  describe('by system', () => {
    const say = (code: string, operation: Operation, subject: string, platform: string): string =>
      explain(Object.assign(new Error(code), { code }), operation, subject, platform).message;

    it('tells a port that Windows keeps back from one that needs privileges', () => {
      for (const [scheme, protocol] of [
        ['tcp', 'tcp'],
        ['tls', 'tcp'],
        ['udp', 'udp'],
      ] as const) {
        const message = say('EACCES', 'listen', `${scheme}://127.0.0.1:50000`, 'win32');
        assert.match(
          message,
          /^Cannot listen on \w+:\/\/127\.0\.0\.1:50000: Windows keeps this port back, .*Hyper-V or WinNAT/,
        );
        assert.ok(message.includes(`"netsh interface ipv4 show excludedportrange protocol=${protocol}"`), message);
        assert.match(message, /port 0 takes a free one\. \(EACCES\)$/);
        for (const platform of ['linux', 'darwin', 'freebsd']) {
          const other = say('EACCES', 'listen', `${scheme}://127.0.0.1:80`, platform);
          assert.match(other, /Ports below 1024 are reserved for privileged programs/);
        }
      }
      assert.match(say('EACCES', 'listen', 'pipe:a/b', 'win32'), /takes no such name for a pipe/);
      assert.match(say('EACCES', 'dial', 'udp://192.0.2.255:9', 'win32'), /the system denies it/);
      assert.match(say('EACCES', 'listen', 'unix:/x', 'darwin'), /A socket file can only be made/);
    });

    it('says of a file on Windows that another program may have it open', () => {
      for (const code of ['EPERM', 'EBUSY']) {
        assert.match(
          say(code, 'write-file', 'C:/x', 'win32'),
          /^Cannot write C:\/x: another program has the file open/,
        );
        assert.doesNotMatch(say(code, 'write-file', '/x', 'linux'), /another program/);
      }
    });

    it('says of a dial on Windows that a refusal takes two seconds', () => {
      for (const scheme of ['tcp', 'tls']) {
        assert.match(
          say('ETIMEDOUT', 'dial', `${scheme}://127.0.0.1:9`, 'win32'),
          /only after two seconds, since it asks three times/,
        );
        for (const platform of ['linux', 'darwin']) {
          assert.doesNotMatch(say('ETIMEDOUT', 'dial', `${scheme}://127.0.0.1:9`, platform), /two seconds/);
        }
      }
      assert.doesNotMatch(say('ETIMEDOUT', 'send', 'tcp://127.0.0.1:9', 'win32'), /two seconds/);
      assert.doesNotMatch(say('ETIMEDOUT', 'dial', 'pipe:x', 'win32'), /two seconds/);
    });

    it('says what macOS has not: large datagrams, and loopback addresses besides the one', () => {
      assert.match(say('EMSGSIZE', 'send', 'udp://127.0.0.1:9', 'darwin'), /9,216 bytes .* net\.inet\.udp\.maxdgram/);
      assert.match(say('EADDRNOTAVAIL', 'listen', 'tcp://127.0.0.2:9', 'darwin'), /ifconfig lo0 alias 127\.0\.0\.2/);
      assert.match(say('EADDRNOTAVAIL', 'listen', 'udp://127.0.0.2:9', 'darwin'), /ifconfig lo0 alias/);
      assert.doesNotMatch(say('EADDRNOTAVAIL', 'listen', 'tcp://192.0.2.1:9', 'darwin'), /ifconfig/);
      for (const platform of ['linux', 'win32']) {
        assert.doesNotMatch(say('EMSGSIZE', 'send', 'udp://127.0.0.1:9', platform), /9,216/);
        assert.doesNotMatch(say('EADDRNOTAVAIL', 'listen', 'tcp://127.0.0.2:9', platform), /ifconfig/);
      }
    });
  });

  it('names in every row what it is about, and the system’s code', () => {
    for (const { code, template } of EXPLANATIONS) {
      assert.match(template, /\{0\}/);
      assert.ok(template.endsWith(`(${code})`), template);
    }
  });

  it('has no row that an earlier one hides', () => {
    for (const [index, row] of EXPLANATIONS.entries()) {
      const hiding = EXPLANATIONS.slice(0, index).find(
        (earlier) => earlier.code === row.code && !earlier.operations && !earlier.subject && !earlier.systems,
      );
      assert.equal(hiding, undefined, `${row.code} twice`);
    }
  });

  it('hands on what is explained already', () => {
    const error = new SockscopeError('X', 'text');
    assert.equal(explain(error, 'dial', 'x'), error);
  });

  it('says what the system said where the table has no row', () => {
    const cause = Object.assign(new Error('bind EWEIRD'), { code: 'EWEIRD' });
    const expected = {
      listen: 'Cannot listen on x: bind EWEIRD. (EWEIRD)',
      accept: 'A connection on x could not be accepted: bind EWEIRD. (EWEIRD)',
      dial: 'Cannot connect to x: bind EWEIRD. (EWEIRD)',
      send: 'Cannot send to x: bind EWEIRD. (EWEIRD)',
      receive: 'The connection with x broke: bind EWEIRD. (EWEIRD)',
      'read-file': 'Cannot read x: bind EWEIRD. (EWEIRD)',
    } as const;
    for (const [operation, message] of Object.entries(expected)) {
      assert.equal(explain(cause, operation as keyof typeof expected, 'x').message, message);
    }
    const once = (given: object): string => explain(Object.assign(new Error(), given), 'read-file', 'x').message;
    const [EIO] = [...getSystemErrorMap()].find(([, [name]]) => name === 'EIO')!;
    assert.equal(once({ code: 'EIO', errno: EIO, message: 'EIO: i/o error, read' }), 'Cannot read x: i/o error. (EIO)');
    assert.equal(once({ code: 'EODD', errno: 1, message: 'EODD: odd, read' }), 'Cannot read x: odd, read. (EODD)');
    assert.equal(once({ code: 'EODD', message: 'EODD: odd, read' }), 'Cannot read x: odd, read. (EODD)');
    assert.equal(explain(undefined, 'send', 'x').message, 'Cannot send to x: undefined. (UNKNOWN)');
    assert.equal(explain('why not', 'send', 'x').message, 'Cannot send to x: why not. (UNKNOWN)');
    assert.equal(codeOf(new net.BlockList()), 'UNKNOWN');
  });
});
