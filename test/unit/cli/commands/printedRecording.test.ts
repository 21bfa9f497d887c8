import assert from 'node:assert/strict';
import { MAX_OUTPUT_WAITING } from '../../../../src/cli/terminal/outputQueue';
import { PrintedRecording } from '../../../../src/cli/commands/printedRecording';
import { FULL_TALK, RECEIVED_BYTES, RECEIVED_DUMP } from '../../../../src/cli/commands/talkFormat';
import type { StreamRecording } from '../../../../src/engine/recording';
import type { IpSocketAddress } from '../../../../src/engine/address/socketAddress';
import { FakeTerminal, interruptAll } from '../fakeTerminal';

const LOCAL: IpSocketAddress = { family: 'ip', address: '127.0.0.1', port: 9000 };
const PEER: IpSocketAddress = { family: 'ip', address: '::1', port: 5000 };

describe('cli/printedRecording', () => {
  afterEach(interruptAll);
  let terminal: FakeTerminal;
  beforeEach(() => {
    terminal = new FakeTerminal();
  });
  const stream = (format = FULL_TALK): StreamRecording =>
    new PrintedRecording(terminal, format)
      .record()
      .stream({ scheme: 'tcp', local: LOCAL, remote: PEER, initiator: 'received' });

  it('calls a peer unknown whose address the system no longer told', async () => {
    const { record } = new PrintedRecording(terminal, FULL_TALK);
    const standIn: IpSocketAddress = { family: 'ip', address: '0.0.0.0', port: 3 };
    const tap = record().stream({
      scheme: 'tcp',
      local: LOCAL,
      remote: standIn,
      isRemoteUnknown: true,
      initiator: 'received',
    });
    tap.chunk('received', Buffer.from('a'));
    tap.event({ kind: 'reset', direction: 'received' });
    await terminal.finish();
    assert.match(
      terminal.output,
      /^unknown \(3\) connected\n< 1 byte from unknown \(3\)\n.*\nunknown \(3\) reset the connection \(RST\)\n$/,
    );
  });

  it('prints what happens to a connection', async () => {
    const tap = stream();
    tap.event({ kind: 'open', direction: 'received' });
    assert.equal(tap.chunk('received', Buffer.from('a')), true);
    tap.chunk('sent', Buffer.from('hello\n'));
    tap.chunk('received', Buffer.from('bc'));
    tap.event({ kind: 'shutdown', direction: 'received' });
    tap.event({ kind: 'shutdown', direction: 'sent' });
    tap.event({ kind: 'reset', direction: 'received' });
    tap.event({ kind: 'error', direction: 'sent', detail: 'what it was\x1b' });
    tap.event({ kind: 'close', direction: 'sent' });
    await terminal.finish();
    assert.equal(
      terminal.output,
      [
        'tcp://[::1]:5000 connected',
        '< 1 byte from tcp://[::1]:5000',
        `00000000  61${' '.repeat(48)}|a|`,
        '> 6 bytes to tcp://[::1]:5000',
        `00000000  68 65 6c 6c 6f 0a${' '.repeat(33)}|hello␊|`,
        '< 2 bytes from tcp://[::1]:5000',
        `00000001  62 63${' '.repeat(45)}|bc|`,
        'tcp://[::1]:5000 ended its sending (FIN)',
        'this side ended its sending (FIN)',
        'tcp://[::1]:5000 reset the connection (RST)',
        'what it was␛',
        'tcp://[::1]:5000 is closed',
        '',
      ].join('\n'),
    );
  });

  it('prints only what comes back, as a dump or as it is', async () => {
    for (const format of [RECEIVED_DUMP, RECEIVED_BYTES]) {
      const tap = stream(format);
      tap.chunk('sent', Buffer.from('sent'));
      tap.chunk('received', Uint8Array.of(0x1b, 0x62));
      tap.event({ kind: 'close', direction: 'sent' });
    }
    await terminal.finish();
    assert.equal(terminal.output, `00000000  1b 62${' '.repeat(45)}|␛b|\n\x1bb`);
  });

  it('says where a large chunk goes on in the stream, though it is made piece by piece', async () => {
    const tap = stream();
    tap.chunk('received', new Uint8Array(100_000));
    tap.chunk('received', Uint8Array.of(0x21));
    await terminal.finish();
    const offsets = terminal.output.match(/^[0-9a-f]{8}(?= )/gm)!.map((offset) => parseInt(offset, 16));
    assert.deepEqual(offsets, [...Array.from({ length: 6250 }, (_, row) => row * 16), 100_000]);
  });

  it('asks a connection to wait while the output is full, and loses none of its bytes', async () => {
    terminal.stdout.stick();
    const tap = stream(RECEIVED_BYTES);
    let length = 0;
    do length += 65_536;
    while (tap.chunk('received', new Uint8Array(65_536)));
    assert.ok(length <= MAX_OUTPUT_WAITING && length > MAX_OUTPUT_WAITING / 2, String(length));
    let hasRoom = false;
    const drained = tap.drained().then(() => (hasRoom = true));
    await new Promise((resolve) => setImmediate(resolve));
    assert.ok(!hasRoom);
    terminal.stdout.loosen();
    await drained;
    await terminal.finish();
    assert.equal(terminal.bytes.length, length);
    assert.equal(terminal.complaints, '');
  });

  it('leaves out datagrams and connections that find no room and says how many, but no error of a datagram socket', async () => {
    terminal.stdout.stick();
    const record = new PrintedRecording(terminal, FULL_TALK).record();
    const tap = record.datagrams(LOCAL);
    let kept = 0;
    // Empty ones cost something too.
    while (tap.datagram('received', new Uint8Array(0), PEER)) kept++;
    assert.ok(kept > 100 && kept < 10_000, String(kept));
    for (let n = 0; n < 1000; n++) tap.datagram('received', new Uint8Array(9), PEER);
    for (let n = 0; n < 1000; n++) record.stream({ scheme: 'tcp', local: LOCAL, remote: PEER, initiator: 'received' });
    tap.event({ kind: 'error', direction: 'received', detail: '296377 in all' });
    assert.ok(terminal.waiting < 2 * MAX_OUTPUT_WAITING);
    terminal.stdout.loosen();
    await terminal.waitFor(/Left out 2001 entries here: /);
    await terminal.finish();
    assert.match(terminal.output, /^296377 in all$/m);
    assert.equal(terminal.output.match(/< 0 bytes from udp:\/\/\[::1\]:5000/g)?.length, kept);
    assert.equal(tap.datagram('received', Buffer.from('z'), PEER), true);
    tap.event({ kind: 'error', direction: 'sent', detail: 'refused' });
    tap.event({ kind: 'open', direction: 'sent' });
    await terminal.finish();
    assert.match(terminal.output, /\n< 1 byte from udp:\/\/\[::1\]:5000\n00000000 {2}7a +\|z\|\nrefused\n$/);
  });

  it('keeps no more than its limit when new connections keep coming', async () => {
    terminal.stdout.stick();
    const record = new PrintedRecording(terminal, FULL_TALK).record();
    const chunk = new Uint8Array(1024 * 1024);
    for (let n = 0; n < 200; n++) {
      record.stream({ scheme: 'tcp', local: LOCAL, remote: PEER, initiator: 'received' }).chunk('received', chunk);
    }
    assert.ok(terminal.waiting < 70 * 1024 * 1024, String(terminal.waiting));
    terminal.interrupt();
    await terminal.finish();
  });
});
