import assert from 'node:assert/strict';
import fc from 'fast-check';
import { encodeAnnotation } from '../../../../src/capture/annotation';
import { PROTOCOL, TCP_FLAG } from '../../../../src/capture/pcapng';
import { Problems } from '../../../../src/capture/problems';
import { ConversationBuilder } from '../../../../src/capture/read/conversationBuilder';
import { ConversationTable } from '../../../../src/capture/read/conversationTable';
import { IndexBudget, MAX_CONVERSATIONS } from '../../../../src/capture/read/indexBudget';
import { Packet } from '../../../../src/capture/read/packet';
import { Timeline } from '../../../../src/capture/read/timeline';
import { ipPacket, LINK, tcp, udp } from '../foreign';
import { describeConversation, ip } from '../recording';

/** A frame as a reader hands it over. */
function frame(bytes: Buffer, position: number): Packet {
  const packet = new Packet();
  packet.bytes = new Uint8Array(bytes);
  packet.view = new DataView(packet.bytes.buffer);
  packet.filePosition = position;
  packet.time = position * 1000;
  packet.end = bytes.length;
  return packet;
}

/** Makes conversations of packets, one after the other; `look` is asked for those that somebody looks at after each. */
async function build(
  packets: readonly Buffer[],
  look: (packet: number) => number | undefined,
  budget?: IndexBudget,
): Promise<{ builder: ConversationBuilder; problems: Problems }> {
  const problems = new Problems();
  const builder = new ConversationBuilder(new Timeline(), problems, budget);
  for (const [index, bytes] of packets.entries()) {
    builder.frame(frame(bytes, index * 70_000), LINK.raw);
    const looked = look(index);
    if (looked !== undefined) builder.conversations.at(looked);
  }
  await builder.end(0);
  return { builder, problems };
}

const nobody = (): undefined => undefined;

describe('ConversationTable', () => {
  const flow = fc.nat(3);
  const packet = fc.oneof(
    fc
      .record({
        flow,
        back: fc.boolean(),
        sequence: fc.nat(40),
        acknowledgement: fc.nat(40),
        text: fc.string({ maxLength: 12 }),
        flags: fc.constantFrom(TCP_FLAG.syn, TCP_FLAG.syn | TCP_FLAG.ack, TCP_FLAG.ack, TCP_FLAG.fin, TCP_FLAG.rst),
        repeated: fc.integer({ min: 1, max: 60 }),
      })
      .map(({ flow, back, sequence, acknowledgement, text, flags, repeated }) => {
        const ports = back ? { from: 80, to: flow } : { from: flow, to: 80 };
        const ends = back ? {} : { source: '192.0.2.2', destination: '192.0.2.1' };
        return Array.from({ length: repeated }, (_, i) =>
          ipPacket(tcp(text, { ...ports, sequence: sequence + i * text.length, acknowledgement, flags }), ends),
        );
      }),
    fc
      .record({ flow, text: fc.string({ maxLength: 12 }), repeated: fc.integer({ min: 1, max: 60 }) })
      .map(({ flow, text, repeated }) => {
        const bytes = ipPacket(udp(text, flow, 53), {
          protocol: PROTOCOL.udp,
          source: '2001:db8::1',
          destination: 'fe80::1',
        });
        return Array.from({ length: repeated }, () => bytes);
      }),
  );

  it('knows the same of each conversation, whoever looked at it when', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(packet, { maxLength: 30 }), fc.infiniteStream(fc.nat(8)), async (packets, looks) => {
        const all = packets.flat();
        const unseen = await build(all, nobody);
        const seen = await build(all, () => looks.next().value as number);
        const from = [...unseen.builder.conversations].map(describeConversation);
        assert.deepEqual([...seen.builder.conversations].map(describeConversation), from);
        for (const { builder } of [unseen, seen]) {
          const { conversations } = builder;
          for (const direction of ['received', 'sent'] as const) {
            const expected = [...conversations].reduce((sum, { log }) => sum + log.bytes(direction), 0);
            assert.equal(conversations.bytes(direction), expected);
          }
          for (const { id, scheme, local, remote, initiator, state, startedAt, log } of conversations) {
            const [received, sent] = [log.bytes('received'), log.bytes('sent')];
            const ends = { scheme, local, remote, initiator };
            const known = { id, ...ends, state, startedAt, chunks: log.length, received, sent };
            assert.deepEqual(conversations.overview(id), { ...known, peers: undefined });
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('lets those who look at a conversation see it grow', async () => {
    const builder = new ConversationBuilder(new Timeline(), new Problems());
    const datagram = ipPacket(udp('text'), { protocol: PROTOCOL.udp });
    builder.frame(frame(datagram, 0), LINK.raw);
    const conversation = builder.conversations.at(-1)!;
    builder.frame(frame(datagram, 100), LINK.raw);
    assert.equal(conversation.log.length, 2);
    assert.equal(builder.conversations.at(0), conversation);
    await builder.end(0);
    assert.equal(builder.conversations.at(0), conversation);
    for (const index of [1, -2, 0.5, NaN]) assert.equal(builder.conversations.at(index), undefined);
    for (const index of [1, -1, 0.5]) assert.equal(builder.conversations.overview(index), undefined);
  });

  it('tells apart so many conversations, counts the packets of others, and says so', () => {
    const problems = new Problems();
    const table = new ConversationTable(new Timeline(), problems, new IndexBudget());
    const first = frame(ipPacket(udp('text'), { protocol: PROTOCOL.udp }), 0);
    for (let i = 0; i < MAX_CONVERSATIONS; i++) {
      assert.equal(table.isFull, false);
      table.add(first, { scheme: 'udp', initiator: 'sent', state: 'open' });
    }
    assert.ok(table.isFull);
    table.leaveOut(first);
    table.leaveOut(first);
    assert.equal(table.leftOut, 2);
    assert.deepEqual(
      problems.list.map(({ template, args, count }) => [template, args, count]),
      [['Packets of other conversations than the first {0} are left out.', [MAX_CONVERSATIONS], 2]],
    );
  });

  it('takes no more packets than there is room for, counts the others, and says so', async () => {
    const packets = Array.from({ length: 1000 }, (_, i) => ipPacket(udp('text', i, 53), { protocol: PROTOCOL.udp }));
    const { builder, problems } = await build(packets, nobody, new IndexBudget(300_000));
    const { conversations, leftOut } = builder;
    assert.ok(conversations.length > 100 && conversations.length < 500);
    assert.equal(conversations.length + leftOut, 1000);
    assert.deepEqual(
      problems.list.map(({ template, count }) => [template, count]),
      [['The index of this file is full, and packets after that are left out.', leftOut]],
    );
  });

  it('counts what segments that wait, peers, and annotations take', async () => {
    const flags = TCP_FLAG.ack;
    const waiting = Array.from({ length: 500 }, (_, i) => ipPacket(tcp('x', { sequence: 2 * i, flags })));
    const annotate = (annotation: Parameters<typeof encodeAnnotation>[0]): Buffer =>
      ipPacket(encodeAnnotation(annotation), { protocol: PROTOCOL.annotation });
    const own = annotate({ kind: 'capture', title: '' });
    const sockets = Array.from({ length: 300 }, (_, i) =>
      annotate({ kind: 'datagrams', conversation: 1000 - i, local: ip('192.0.2.1', i) }),
    );
    const socket = annotate({ kind: 'datagrams', conversation: 0, local: ip('192.0.2.1', 7) });
    const named = Array.from({ length: 1000 }, (_, port) =>
      annotate({ kind: 'peer', conversation: 0, address: 'a'.repeat(400), port }),
    );
    const errors = Array.from({ length: 400 }, () =>
      annotate({ kind: 'event', conversation: 0, event: 'error', direction: 'sent', detail: 'x'.repeat(400) }),
    );
    for (const packets of [waiting, [own, ...sockets], [own, socket, ...named], [own, socket, ...errors]]) {
      const { builder } = await build(packets, nobody, new IndexBudget(600 * 150 - 50_000 + 256 * 1024));
      assert.ok(builder.leftOut > 0, String(packets[1]));
    }
  });
});
