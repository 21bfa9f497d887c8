import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { Direction } from '../../src/base/direction';
import { TcpWriter } from '../../src/capture/record/tcpWriter';
import { makeIpFlow } from '../../src/capture/ipFlow';
import type { SocketAddress } from '../../src/engine/address/socketAddress';
import { requireTool } from '../support/tools';
import { ip, makeTestStore, type TestStore } from '../unit/capture/recording';
import { expertInfo, fields, follow, output } from './tshark';

interface Ends {
  readonly local: SocketAddress;
  readonly remote: SocketAddress;
}

const STREAMS: Readonly<Record<string, Ends>> = {
  IPv4: { local: ip('127.0.0.1', 9000), remote: ip('127.0.0.1', 40000) },
  IPv6: { local: ip('fe80::1%eth0', 9000), remote: ip('fe80::2%eth0', 40000) },
  'a Unix socket': { local: { family: 'unix', path: '/run/x.sock' }, remote: { family: 'unix', path: '' } },
};

/** A conversation with small and large chunks both ways, and more of them one way than are left unacknowledged. */
function makeConversation(): { direction: Direction; bytes: Buffer }[] {
  const lengths = [1, 2, 3, 1023, 1025, 65_491, 65_492, 65_493, 200_000, ...new Array<number>(100).fill(700)];
  return lengths.map((length, index) => ({
    direction: index % 4 === 0 ? 'received' : 'sent',
    bytes: randomBytes(length),
  }));
}

function said(conversation: readonly { direction: Direction; bytes: Buffer }[], direction: Direction): Buffer {
  return Buffer.concat(conversation.filter((one) => one.direction === direction).map(({ bytes }) => bytes));
}

describe('Wireshark on our captures', function () {
  // tshark takes seconds to start on a busy machine.
  this.timeout(60_000);

  let test: TestStore;
  let tshark: string;

  before(function () {
    tshark = requireTool(this, 'tshark');
  });

  beforeEach(async () => {
    test = await makeTestStore();
  });

  afterEach(() => test.remove());

  for (const [name, ends] of Object.entries(STREAMS)) {
    for (const initiator of ['sent', 'received'] as const) {
      it(`follows a stream over ${name} that was ${initiator === 'sent' ? 'dialled' : 'accepted'}`, async () => {
        const { recording, path } = test.begin();
        const stream = recording.stream({ scheme: 'tcp', ...ends, initiator });
        const conversation = makeConversation();
        stream.event({ kind: 'open', direction: initiator });
        for (const { direction, bytes } of conversation) stream.chunk(direction, bytes);
        stream.event({ kind: 'shutdown', direction: 'received' });
        stream.chunk('sent', Buffer.from('the answer after FIN'));
        stream.event({ kind: 'close', direction: 'received' });
        await recording.close();

        const followed = await follow(tshark, path, 'tcp', 0);
        // The first packet is the initiator's SYN.
        const [ours, theirs] =
          initiator === 'sent'
            ? ([followed.sent, followed.received] as const)
            : ([followed.received, followed.sent] as const);
        assert.ok(ours.equals(Buffer.concat([said(conversation, 'sent'), Buffer.from('the answer after FIN')])));
        assert.ok(theirs.equals(said(conversation, 'received')));
        for (const severity of ['Errors', 'Warns']) assert.deepEqual(await expertInfo(tshark, path, severity), []);
        const flags = await fields(tshark, path, 'tcp.flags.syn == 1 || tcp.flags.fin == 1', 'tcp.flags.str');
        assert.equal(flags.length, 4, 'SYN and FIN of both sides');
      });
    }
  }

  it('has a multicast group as where datagrams went, and the interface as where answers came from', async () => {
    const { recording, path } = test.begin();
    const socket = recording.datagrams(ip('239.7.7.7', 5000), ip('127.0.0.1', 5000));
    socket.datagram('received', Buffer.from('to the group'), ip('127.0.0.2', 6000));
    socket.datagram('sent', Buffer.from('an answer'), ip('127.0.0.2', 6000));
    await recording.close();
    const sent = 'udp.port == 6000';
    assert.deepEqual(await fields(tshark, path, sent, 'ip.dst'), [['239.7.7.7'], ['127.0.0.2']]);
    assert.deepEqual(await fields(tshark, path, sent, 'ip.src'), [['127.0.0.2'], ['127.0.0.1']]);
  });

  for (const [name, local, peers] of [
    ['IPv4', ip('127.0.0.1', 9000), [ip('127.0.0.1', 5000), ip('127.0.0.2', 5000)]],
    ['IPv6', ip('::1', 9000), [ip('::1', 5000), ip('fe80::7%eth0', 5001)]],
  ] as const) {
    it(`follows the datagrams of each peer over ${name}`, async () => {
      const { recording, path } = test.begin();
      const socket = recording.datagrams(local);
      const said = peers.map(() => ({ received: [] as Buffer[], sent: [] as Buffer[] }));
      for (let i = 0; i < 40; i++) {
        const direction = i % 4 < 2 ? 'received' : 'sent';
        const bytes = randomBytes(i * 37 + 1);
        socket.datagram(direction, bytes, peers[i % 2]!);
        said[i % 2]![direction].push(bytes);
      }
      socket.datagram('received', randomBytes(65_507), peers[0]);
      await recording.close();
      for (const [index, { received, sent }] of said.entries()) {
        const followed = await follow(tshark, path, 'udp', index);
        // The peer's datagram came first.
        assert.ok(followed.received.equals(Buffer.concat(sent)));
        assert.ok(followed.sent.subarray(0, Buffer.concat(received).length).equals(Buffer.concat(received)));
      }
      for (const severity of ['Errors', 'Warns']) assert.deepEqual(await expertInfo(tshark, path, severity), []);
      const checked = await output(
        tshark,
        '-o',
        'udp.check_checksum:TRUE',
        '-o',
        'ip.check_checksum:TRUE',
        '-r',
        path,
        '-Y',
        'udp.checksum.status == "Bad" || ip.checksum.status == "Bad"',
      );
      assert.equal(checked, '');
    });
  }

  it('tells connections apart that follow each other on the same ports', async () => {
    const { recording, path } = test.begin();
    for (const text of ['the first', 'the second']) {
      const stream = recording.stream({ scheme: 'tcp', ...STREAMS['IPv4']!, initiator: 'received' });
      stream.event({ kind: 'open', direction: 'received' });
      stream.chunk('received', Buffer.from(text));
      stream.event({ kind: 'close', direction: 'received' });
    }
    await recording.close();
    assert.equal(String((await follow(tshark, path, 'tcp', 0)).sent), 'the first');
    assert.equal(String((await follow(tshark, path, 'tcp', 1)).sent), 'the second');
  });

  it('finds nothing wrong where sequence numbers wrap around', async () => {
    const { recording, capture, path } = test.begin();
    const flow = makeIpFlow(ip('127.0.0.1', 1), ip('127.0.0.1', 2));
    const writer = new TcpWriter(capture.packets, flow, 'sent', 2 ** 32 - 100_000);
    const conversation = makeConversation();
    for (const { direction, bytes } of conversation) writer.chunk(direction, bytes, capture.clock.now());
    writer.finish('sent', capture.clock.now());
    writer.finish('received', capture.clock.now());
    capture.endBlock();
    await recording.close();
    const followed = await follow(tshark, path, 'tcp', 0);
    assert.ok(followed.sent.equals(said(conversation, 'sent')));
    assert.ok(followed.received.equals(said(conversation, 'received')));
    for (const severity of ['Errors', 'Warns']) assert.deepEqual(await expertInfo(tshark, path, severity), []);
  });

  it('counts the bytes of a conversation as we do', async () => {
    const { recording, capture, path } = test.begin();
    const stream = recording.stream({ scheme: 'tcp', ...STREAMS['IPv4']!, initiator: 'received' });
    const conversation = makeConversation();
    stream.event({ kind: 'open', direction: 'received' });
    for (const { direction, bytes } of conversation) stream.chunk(direction, bytes);
    await recording.close();
    const { log } = capture.conversations.at(0)!;
    const lengths = await fields(tshark, path, 'tcp.len > 0', 'tcp.srcport', 'tcp.len');
    for (const [direction, port] of [
      ['sent', '9000'],
      ['received', '40000'],
    ] as const) {
      const counted = lengths
        .filter(([source]) => source === port)
        .reduce((sum, [, length]) => sum + Number(length), 0);
      assert.equal(counted, log.bytes(direction));
    }
  });

  it('shows what has no packet as comments, and counts it as no conversation', async () => {
    const { recording, path } = test.begin('unix /run/x.sock');
    recording.note('listening began');
    const stream = recording.stream({ scheme: 'tcp', ...STREAMS['a Unix socket']!, initiator: 'received' });
    stream.event({ kind: 'open', direction: 'received' });
    stream.event({ kind: 'reset', direction: 'received', detail: 'ECONNRESET' });
    await recording.close();
    const comments = await fields(tshark, path, 'frame.comment', 'frame.comment');
    assert.deepEqual(comments.flat(), [
      'Sockscope capture of unix /run/x.sock',
      'listening began',
      'Connection 0: unix:/run/x.sock ← unix (unnamed)',
      'ECONNRESET',
      'End of the capture',
    ]);
    assert.equal(
      (await fields(tshark, path, 'tcp.stream', 'tcp.stream')).every(([stream]) => stream === '0'),
      true,
    );
    assert.equal((await expertInfo(tshark, path, 'Errors')).length, 0);
  });

  it('can tell what the file is', async function () {
    const capinfos = requireTool(this, 'capinfos');
    const { recording, capture, path } = test.begin();
    recording.stream({ scheme: 'tcp', ...STREAMS['IPv4']!, initiator: 'sent' }).chunk('sent', Buffer.from('hello'));
    await recording.close();
    const text = await output(capinfos, path);
    assert.match(text, /File type:\s+Wireshark\/\.\.\. - pcapng/);
    assert.match(text, /File encapsulation:\s+Raw IP/);
    assert.match(text, /File timestamp precision:\s+nanoseconds \(9\)/);
    assert.match(text, /Capture application:\s+Sockscope 0\.0\.0/);
    assert.match(text, /Strict time order:\s+True/);
    const [first] = await fields(tshark, path, 'frame.number == 1', 'frame.time_epoch');
    assert.equal(Number(first![0]) * 1000, capture.startTime);
  });

  it('reads the file while it grows', async () => {
    const { recording, capture, path } = test.begin();
    const stream = recording.stream({ scheme: 'tcp', ...STREAMS['IPv4']!, initiator: 'sent' });
    stream.event({ kind: 'open', direction: 'sent' });
    stream.chunk('sent', Buffer.from('first '));
    await capture.flush();
    assert.equal(String((await follow(tshark, path, 'tcp', 0)).sent), 'first ');
    stream.chunk('sent', Buffer.from('second'));
    await capture.flush();
    assert.equal(String((await follow(tshark, path, 'tcp', 0)).sent), 'first second');
  });
});
