import assert from 'node:assert/strict';
import { encodeAnnotation, type Annotation } from '../../../../src/capture/annotation';
import { OPTION, PROTOCOL, TCP_FLAG } from '../../../../src/capture/pcapng';
import { ipPacket, LINK, PcapngFile, tcp, udp } from '../foreign';
import { ip, problemsOf, textsOf, withOpened } from '../recording';

function annotate(annotation: Annotation): Buffer {
  return ipPacket(encodeAnnotation(annotation), { protocol: PROTOCOL.annotation });
}

function begin(): PcapngFile {
  return new PcapngFile().section().interface(LINK.raw);
}

const STREAM = {
  kind: 'stream',
  conversation: 0,
  local: ip('192.0.2.1', 1000),
  remote: ip('192.0.2.2', 2000),
  localPort: 1000,
  remotePort: 2000,
  initiator: 'sent',
} as const;

describe('ConversationBuilder', () => {
  it('takes annotations that belong to nothing for what they are', async () => {
    const bytes = begin()
      .packet(annotate({ kind: 'capture', title: 'tcp x' }))
      .packet(annotate({ kind: 'event', conversation: 7, event: 'close', direction: 'sent' }))
      .packet(annotate({ kind: 'peer', conversation: 7, address: '::1', port: 1 }))
      .packet(annotate(STREAM))
      .packet(annotate({ kind: 'peer', conversation: 0, address: '::1', port: 1 }))
      .packet(annotate({ kind: 'note', text: 'hello' })).bytes;
    await withOpened(bytes, (capture) => {
      assert.equal(capture.title, 'tcp x');
      assert.equal(capture.conversations.length, 1);
      assert.deepEqual(
        capture.notes.map(({ text }) => text),
        ['hello'],
      );
      assert.equal(capture.problems.count, 0);
    });
  });

  it('counts experiments of other programs as another protocol', async () => {
    const bytes = begin().packet(ipPacket(Buffer.from('{"else":1}'), { protocol: PROTOCOL.annotation })).bytes;
    await withOpened(bytes, (capture) => {
      assert.deepEqual(problemsOf(capture), ['Packets of other protocols than TCP and UDP are left out.']);
    });
  });

  it('reads what is left of a capture of ours that Wireshark has saved in part', async () => {
    const made = begin();
    const flags = (direction: number): { options: Buffer } => ({
      options: made.option(OPTION.packetFlags, Buffer.of(direction, 0, 0, 0)),
    });
    // Without the annotations, segments are chunks, and the flags tell the direction.
    made
      .packet(ipPacket(tcp('', { sequence: 0, flags: TCP_FLAG.syn })), flags(1))
      .packet(ipPacket(tcp('abc', { sequence: 1 })), flags(1))
      .packet(ipPacket(udp('datagram'), { protocol: 17 }), flags(2));
    await withOpened(made.bytes, async (capture) => {
      assert.deepEqual(await textsOf(capture), [
        { sent: '', received: 'abc' },
        { sent: 'datagram', received: '' },
      ]);
      assert.equal(capture.conversations.at(0)!.initiator, 'received');
    });
  });

  it('joins the segments of a chunk only where they follow each other in the file', async () => {
    const made = begin().packet(annotate({ kind: 'capture', title: 'tcp x' }));
    made.packet(annotate(STREAM));
    const segment = (sequence: number, flags: number): Buffer =>
      ipPacket(tcp(Buffer.alloc(65_492, 'x'), { sequence, flags: TCP_FLAG.ack | flags }));
    // As the recorder writes them, then with another packet between.
    const flags = { options: Buffer.concat([made.option(OPTION.packetFlags, Buffer.of(2, 0, 0, 0)), Buffer.alloc(4)]) };
    made.packet(segment(0, 0), flags).packet(segment(65_492, TCP_FLAG.psh), flags);
    made
      .packet(segment(130_984, 0), flags)
      .packet(annotate({ kind: 'note', text: '' }))
      .packet(segment(196_476, TCP_FLAG.psh), flags);
    await withOpened(made.bytes, async (capture) => {
      const { log } = capture.conversations.at(0)!;
      assert.deepEqual(
        Array.from({ length: log.length }, (_, chunk) => log.byteLength(chunk)),
        [130_984, 65_492, 65_492],
      );
      assert.ok((await textsOf(capture))[0]!.sent.split('').every((letter) => letter === 'x'));
    });
  });
});
