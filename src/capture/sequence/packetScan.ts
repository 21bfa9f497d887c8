import { parseIpv4, parseIpv6 } from '../../bytes/ip';
import type { SocketAddress } from '../../engine/address/socketAddress';
import type { Capture } from '../capture';
import type { Conversation } from '../conversation';
import { captureUnreadable } from '../errors';
import { openCaptureFile } from '../openCapture';
import { TCP_FLAG } from '../pcapng';
import { Problems } from '../problems';
import { ConversationBuilder } from '../read/conversationBuilder';
import { frameReader } from '../read/frameReader';
import { IndexBudget } from '../read/indexBudget';
import type { Packet } from '../read/packet';
import type { SegmentWatcher } from '../read/streamBuilder';
import type { TcpSegment } from '../read/tcpStreams';
import { Timeline } from '../read/timeline';
import { Turn } from '../turn';
import type { CapturedPacket } from './capturedPacket';

const TCP_OPTION = { end: 0, none: 1, windowScale: 3 } as const;
const FIXED_HEADER_BYTES = 20;
/** RFC 7323, 2.3. */
const MAX_SCALE = 14;

/** How far a file is read. */
export interface ScanProgress {
  readonly bytesRead: number;
  readonly fileBytes: number;
}

/**
 * Reads a capture's file once more, and takes the packets of one TCP connection out of it, in the order of the file: the index
 * has their bytes alone. Others have their turn in between.
 *
 * @param take Returns whether more packets are wanted.
 * @throws SockscopeError `CAPTURE_UNREADABLE`
 */
export async function scanPackets(
  capture: Pick<Capture, 'path' | 'conversations'>,
  conversation: Conversation,
  take: (packet: CapturedPacket) => boolean,
  signal: AbortSignal,
  onProgress: (progress: ScanProgress) => void,
): Promise<void> {
  const turn = new Turn();
  const number = await numberAmongSame(capture, conversation, turn);
  const ends = endsOf(conversation);
  if (!ends) return;
  const { file, feed, format } = await openCaptureFile(capture.path);
  try {
    let isWanted = true;
    const watcher: SegmentWatcher = {
      wants: ({ view, sourceAddress, destinationAddress, ipVersion }, sourcePort, destinationPort) => {
        if (ipVersion !== ends.ipVersion) return false;
        const is = ({ words, port }: End, at: number, packetPort: number): boolean =>
          port === packetPort && words.every((word, i) => view.getUint32(at + 4 * i) === word);
        const [one, other] = [ends.local, ends.remote];
        return (
          (is(one, sourceAddress, sourcePort) && is(other, destinationAddress, destinationPort)) ||
          (is(other, sourceAddress, sourcePort) && is(one, destinationAddress, destinationPort))
        );
      },
      segment: (flow, segment, packet) => {
        if (flow === number && isWanted) isWanted = take(capturedPacket(segment, packet));
      },
    };
    const timeline = new Timeline();
    const problems = new Problems();
    const builder = new ConversationBuilder(timeline, problems, new IndexBudget(), watcher);
    const reader = frameReader(feed, builder, timeline, problems, format);
    const isStopped = (): boolean => signal.aborted || !isWanted;
    while (!isStopped() && (await reader.readWindow(turn))) {
      onProgress({ bytesRead: feed.position, fileBytes: feed.fileBytes });
      if (turn.isLate()) await turn.pass();
    }
  } catch (error) {
    throw captureUnreadable(capture.path, error);
  } finally {
    await feed.settle();
    await file.close();
  }
}

interface End {
  readonly words: readonly number[];
  readonly port: number;
}

interface Ends {
  readonly ipVersion: 4 | 6;
  readonly local: End;
  readonly remote: End;
}

function endsOf({ local, remote }: Conversation): Ends | undefined {
  const [one, other] = [endOf(local), endOf(remote)];
  if (!one || !other) return undefined;
  return { ipVersion: one.words.length === 1 ? 4 : 6, local: one, remote: other };
}

function endOf(address: SocketAddress | undefined): End | undefined {
  if (address?.family !== 'ip') return undefined;
  const bytes = parseIpv4(address.address) ?? parseIpv6(address.address);
  if (!bytes) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const words = Array.from({ length: bytes.length / 4 }, (_, i) => view.getUint32(4 * i));
  return { words, port: address.port };
}

/** How many conversations between the same ends began before it: ports are used again. */
async function numberAmongSame(
  { conversations }: Pick<Capture, 'conversations'>,
  { id, local, remote }: Conversation,
  turn: Turn,
): Promise<number> {
  let number = 0;
  for (let index = 0; index < id; index++) {
    const other = conversations.overview(index);
    if (other?.scheme === 'tcp' && isBetween(other, local, remote)) number++;
    if (turn.isOver()) await turn.pass();
  }
  return number;
}

function isBetween(
  conversation: { readonly local: SocketAddress; readonly remote: SocketAddress | undefined },
  one: SocketAddress,
  other: SocketAddress | undefined,
): boolean {
  const { local, remote } = conversation;
  return (isSame(local, one) && isSame(remote, other)) || (isSame(local, other) && isSame(remote, one));
}

function isSame(one: SocketAddress | undefined, other: SocketAddress | undefined): boolean {
  return one?.family === 'ip' && other?.family === 'ip' && one.port === other.port && one.address === other.address;
}

function capturedPacket(segment: TcpSegment, { view, start }: Packet): CapturedPacket {
  const { direction, time, sequence, acknowledgement, captured, missing, position } = segment;
  const flags = view.getUint16(start + 12) & 0xfff;
  return {
    direction,
    time,
    flags,
    sequence,
    acknowledgement,
    window: view.getUint16(start + 14),
    scale: (flags & TCP_FLAG.syn) === 0 ? undefined : windowScale(view, start),
    length: captured + missing,
    missing,
    position,
  };
}

/** RFC 9293, 3.2 and RFC 7323, 2.2. */
function windowScale(view: DataView, start: number): number | undefined {
  const end = start + (view.getUint8(start + 12) >> 4) * 4;
  for (let at = start + FIXED_HEADER_BYTES; at < end;) {
    const kind = view.getUint8(at);
    if (kind === TCP_OPTION.end) return undefined;
    if (kind === TCP_OPTION.none) {
      at++;
      continue;
    }
    const length = at + 1 < end ? view.getUint8(at + 1) : 0;
    if (length < 2 || at + length > end) return undefined;
    if (kind === TCP_OPTION.windowScale && length === 3) return Math.min(MAX_SCALE, view.getUint8(at + 2));
    at += length;
  }
  return undefined;
}
