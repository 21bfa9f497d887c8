import assert from 'node:assert/strict';
import { formatMessage } from '../../../../src/base/error';
import { NO_RECORDING } from '../../../../src/cli/commands/noRecording';
import { Engine } from '../../../../src/engine/engine';
import { KernelSockets } from '../../../../src/engine/kernel/kernelSockets';
import { SystemSockets } from '../../../../src/engine/kernel/systemSockets';
import { allProblems, checkScript } from '../../../../src/wire/check/checker';
import { formatScript } from '../../../../src/wire/syntax/formatter';
import { fail, pass, runScript, sentence } from '../running';

const onLinux = process.platform === 'linux' ? it : it.skip;
const OPENED = 'srv = listen tcp://127.0.0.1:0\ncli = dial {{srv}}\ncon = accept srv\n';

/** A machine on which the kernel tells nothing. */
const silent = (): Engine => new Engine({ record: () => NO_RECORDING, system: new SystemSockets({ platform: 'aix' }) });

/** A kernel with so many waiting at each listener, whatever its port. */
function crowded(): Engine {
  const engine: Engine = new Engine({
    record: () => NO_RECORDING,
    system: new SystemSockets({
      platform: 'linux',
      kernel: new KernelSockets({
        platform: 'linux',
        endianness: 'LE',
        read: (path) => {
          const rows = [...engine.sockets].flatMap(({ local }) => {
            if (local?.family !== 'ip' || path !== '/proc/net/tcp') return [];
            const port = local.port.toString(16).toUpperCase().padStart(4, '0');
            return [`0: 0100007F:${port} 00000000:0000 0A 0:00000003 0:0 0 0 0 1`];
          });
          return Promise.resolve(rows.join('\n'));
        },
      }),
    }),
  });
  return engine;
}

const messagesOf = (text: string): string[] =>
  allProblems(checkScript(text)).map(({ template, args }) => formatMessage(template, args));

describe('wire steps on what the kernel has', () => {
  onLinux('follow a connection through the states of TCP, to what is left when it is closed', async () => {
    await pass(`${OPENED}srv is listen
cli is established
cli shutdown
cli is fin-wait-2 within 2s
con is close-wait
con < eof
con close
cli < eof
cli is time-wait within 3s
con is closed
`);
  });

  onLinux('tell queues of a reader that does not read', async () => {
    await pass(`${OPENED}con pause
cli > zeros(4096)
con recvq 4096
cli sendq 0
srv waiting 0
`);
  });

  it('wait for the clients of a listener', async () => {
    await pass('srv = listen tcp://127.0.0.1:0\nsrv waiting 3 within 50ms\n', { engine: crowded() });
    const failure = await fail('srv = listen tcp://127.0.0.1:0\nsrv waiting 2 within 50ms\n', { engine: crowded() });
    assert.equal(failure.code, 'STATE_DIFFERS');
    assert.equal(
      sentence(failure),
      'srv did not have 2 clients waiting to be accepted within 50 ms: the kernel says 3.',
    );
  });

  onLinux('say in what state it was', async () => {
    const failure = await fail(`${OPENED}cli is close-wait within 1ms\n`);
    assert.equal(sentence(failure), 'cli was not close-wait within 1 ms: the kernel has it in the state established.');
  });

  it('skip the section where the system does not tell, with the reason', async () => {
    const run = await runScript(`${OPENED}cli is established\n`, { engine: silent() });
    assert.equal(run.outcome, 'skipped');
    assert.equal(run.failure?.code, 'KERNEL_UNKNOWN');
    assert.match(sentence(run.failure), /is not known on this system/);
  });

  it('are held against what the sockets are', () => {
    assert.deepEqual(messagesOf(`${OPENED}cli waiting 3\n`), ['cli is no listener: clients wait for those alone.']);
    assert.deepEqual(messagesOf(`${OPENED}srv recvq 3\n`), [
      'srv only listens and has no bytes: its clients wait, as srv waiting 3 says.',
    ]);
    assert.match(messagesOf('srv = listen unix:/tmp/x\nsrv is listen\n')[0] ?? '', /only TCP and UDP sockets/);
    assert.match(messagesOf(`${OPENED}con close\ncon recvq 0\n`)[0] ?? '', /was closed in line 4/);
    assert.deepEqual(messagesOf(`${OPENED}con is FIN_WAIT2\n`), [
      'There is no state “FIN_WAIT2”: did you mean fin-wait-2?',
    ]);
    assert.match(messagesOf(`${OPENED}con is\n`)[0] ?? '', /^is needs a state/);
    assert.match(messagesOf(`${OPENED}con is green\n`)[0] ?? '', /^There is no state “green”; the states are listen/);
    assert.match(messagesOf(`${OPENED}con recvq\n`)[0] ?? '', /^recvq needs a number/);
  });

  it('are written in one way', () => {
    const text = `${OPENED}cli   is  time-wait   within 2s\ncon  recvq {{n}}\n`;
    assert.equal(formatScript(checkScript(text).script), `${OPENED}cli is time-wait within 2s\ncon recvq {{n}}\n`);
  });
});

describe('wire steps on refusals', () => {
  it('pass where nobody listens', async () => {
    await pass('con = dial tcp://127.0.0.1:1 refused\n');
    await pass('con = dial unix:/nonexistent/sockscope.sock refused within 2s\n');
  });

  it('fail where somebody does, and close what was opened', async () => {
    const failure = await fail('srv = listen tcp://127.0.0.1:0\ncon = dial {{srv}} refused\n');
    assert.equal(failure.code, 'NOT_REFUSED');
    assert.match(sentence(failure), /^con was not refused: somebody listens on tcp:\/\/127\.0\.0\.1:\d+\.$/);
  });

  it('take the answer of a host to a datagram that nobody wants', async () => {
    await pass('con = dial udp://127.0.0.1:1\ncon > "x"\ncon < refused\n');
    const unrefused = await fail(
      'srv = listen udp://127.0.0.1:0\ncon = dial {{srv}}\ncon > "x"\ncon < refused within 50ms\n',
    );
    assert.equal(sentence(unrefused), 'con was not refused within 50 ms.');
    const answered = await fail('srv = listen udp://127.0.0.1:0 echo\ncon = dial {{srv}}\ncon > "x"\ncon < refused\n');
    assert.equal(answered.code, 'UNEXPECTED_BYTES');
  });

  it('are held against what the sockets are', () => {
    assert.match(messagesOf('con = dial udp://127.0.0.1:1 refused\n')[0] ?? '', /only once something was sent/);
    assert.match(messagesOf('con = dial tcp://127.0.0.1:1 refused\ncon > "x"\n')[0] ?? '', /cannot be used/);
    assert.match(messagesOf(`${OPENED}con < refused\n`)[0] ?? '', /dial ADDRESS refused/);
    assert.match(messagesOf('con = dial tcp://127.0.0.1:1 refussed\n')[0] ?? '', /did you mean refused/);
  });
});
