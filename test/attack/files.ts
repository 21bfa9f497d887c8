import { spawnSync } from 'node:child_process';
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Capture } from '../../src/capture/capture';
import { exportCapture } from '../../src/capture/export/exportCapture';
import { openCapture } from '../../src/capture/openCapture';
import { captureProblemSentence } from '../../src/capture/problems';
import { ethernet, ipPacket, LINK, PcapFile, PcapngFile, tcp, udp } from '../unit/capture/foreign';
import { codeOf, type Attack, type AttackGroup } from './attack';

const GIB = 2 ** 30;
/** Blocks that are made and written at once. */
const BATCH = 4096;
/** One after which nothing is left unread: a file that says so was read to its end. */
const SYN = 0x02;

/** Writes `head` and then `count` times what `piece` makes, which it may make in one buffer again and again. */
async function writeMany(
  path: string,
  head: Uint8Array,
  count: number,
  piece: (number: number) => Buffer,
): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.appendFile(head);
    for (let begin = 0; begin < count; begin += BATCH) {
      const batch: Buffer[] = [];
      for (let number = begin; number < Math.min(count, begin + BATCH); number++)
        batch.push(Buffer.from(piece(number)));
      await file.appendFile(Buffer.concat(batch));
    }
  } finally {
    await file.close();
  }
}

/** Opens a capture, reads all of it, and says what is in it. */
async function look(path: string): Promise<string> {
  const capture = await openCapture(path);
  try {
    await capture.flush();
    return describeCapture(capture);
  } finally {
    await capture.close();
  }
}

function describeCapture({ conversations, problems }: Capture): string {
  return [`${conversations.length} conversations`, ...problems.list.map(captureProblemSentence)].join('; ');
}

/** A file that `write` writes is opened, and read to its end. */
const opened = (name: string, write: (path: string) => Promise<void>): Pick<Attack, 'prepare' | 'attempt'> => ({
  prepare: (folder) => write(join(folder, name)),
  attempt: (folder) => look(join(folder, name)),
});

/** A pcap file in which each packet is a conversation of its own: the source address counts. */
function flows(count: number, packet: Buffer): (path: string) => Promise<void> {
  const file = new PcapFile(LINK.raw);
  const head = file.bytes;
  const record = Buffer.from(file.packet(packet).bytes.subarray(head.length));
  /** Behind the record's header, in that of IP. */
  const source = 16 + 12;
  return (path) =>
    writeMany(path, head, count, (number) => {
      record.writeUInt32BE(0x0b00_0000 + number, source);
      return record;
    });
}

const SYN_PACKET = ipPacket(tcp('', { flags: SYN }), { source: '11.0.0.0' });
const UDP_PACKET = ipPacket(udp('x'), { source: '11.0.0.0', protocol: 17 });

/** The bytes of one block, made by `write`. */
function block(write: (file: PcapngFile) => PcapngFile): Buffer {
  return write(new PcapngFile()).bytes;
}

/** A stream in which a gigabyte is missing. */
function writeGap(folder: string): Promise<void> {
  const file = new PcapFile(LINK.raw)
    .packet(ipPacket(tcp('', { flags: SYN, sequence: 0 })))
    .packet(ipPacket(tcp('begin', { sequence: 1 })))
    .packet(ipPacket(tcp('end', { sequence: GIB })));
  return writeFile(join(folder, 'gap.pcap'), file.bytes);
}

async function exportGap(folder: string): Promise<string> {
  const capture = await openCapture(join(folder, 'gap.pcap'));
  const path = join(folder, 'out.pcapng');
  try {
    await capture.flush();
    const conversation = capture.conversations.at(0)!;
    await exportCapture(
      { capture, conversation, log: conversation.log },
      { path, application: 'attack', signal: new AbortController().signal, onProgress: () => undefined },
    );
    return `exported; ${await look(path)}`;
  } finally {
    await capture.close();
  }
}

const pipes = (folder: string): readonly string[] =>
  Array.from({ length: 8 }, (_, number) => join(folder, `${number}.pcapng`));

const ATTACKS: readonly Attack[] = [
  {
    name: 'a capture of 500,000 TCP conversations',
    memory: 260,
    stall: 50,
    outcome: /^500000 conversations$/,
    ...opened('syn.pcap', flows(500_000, SYN_PACKET)),
  },
  {
    name: 'a capture of 2,000,000 UDP conversations',
    memory: 300,
    stall: 50,
    outcome: /^\d+ conversations; .+/,
    ...opened('udp.pcap', flows(2_000_000, UDP_PACKET)),
  },
  {
    name: 'a capture of 1,000,000 interfaces',
    memory: 100,
    stall: 50,
    outcome: /^0 conversations/,
    ...opened('interfaces.pcapng', (path) => {
      const one = block((file) => file.interface(LINK.raw));
      return writeMany(
        path,
        block((file) => file.section()),
        1_000_000,
        () => one,
      );
    }),
  },
  {
    name: 'a capture of 1,000,000 sections',
    memory: 100,
    stall: 50,
    outcome: /^0 conversations/,
    ...opened('sections.pcapng', (path) => {
      const one = block((file) => file.section());
      return writeMany(path, one, 1_000_000, () => one);
    }),
  },
  {
    name: 'a packet in 15,000 VLAN tags',
    memory: 60,
    stall: 50,
    outcome: /^0 conversations/,
    ...opened('vlan.pcap', (path) => {
      const tags = Array.from({ length: 15_000 }, () => 0x8100);
      const frame = ethernet(ipPacket(tcp('x')), ...tags);
      return writeMany(path, new PcapFile(LINK.ethernet).packet(frame).bytes, 0, () => frame);
    }),
  },
  {
    name: 'a packet time of 2^63 ticks, then ordinary ones',
    memory: 60,
    stall: 50,
    outcome: /^1 conversations/,
    ...opened('time.pcapng', (path) => {
      const file = new PcapngFile().section().interface(LINK.raw);
      file.ticks(ipPacket(tcp('', { flags: SYN })), 2n ** 63n).ticks(ipPacket(tcp('a', { sequence: 1 })), 1000n);
      return writeMany(path, file.bytes, 0, () => Buffer.alloc(0));
    }),
  },
  {
    name: 'a stream with a gap of 1 GiB, exported',
    memory: 60,
    stall: 50,
    outcome: /^exported; 1 conversations/,
    prepare: writeGap,
    attempt: exportGap,
  },
  {
    name: 'named pipes for captures, eight at once',
    memory: 60,
    stall: 50,
    outcome: /^(NOT_A_FILE ){8}/,
    prepare: (folder) => {
      spawnSync('mkfifo', [...pipes(folder)]);
    },
    attempt: async (folder) => {
      const codes = await Promise.all(pipes(folder).map((path) => codeOf(() => look(path))));
      return `${codes.join(' ')} `;
    },
  },
];

export const FILES: AttackGroup = { title: 'Files', attacks: ATTACKS };
