import { open as openFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Workbench } from '../../support/workbench';
import { PROJECT_ROOT } from '../../support/vscode-install';
import { etherFrame, ipPacket, LINK, PcapFile, tcp } from '../../unit/capture/foreign';
import type { Bench, Section } from '../harness/bench';
import { runToEnd } from '../harness/programs';
import type { Row } from '../harness/row';
import { formatMilliseconds } from '../harness/units';
import { open, pageOf, percentile, row, until, wheel } from './inspector';

const ARROWS = 1_000_000;
/** Packets that are written at a time. */
const PIECE = 10_000;
/** Milliseconds of a frame. */
const LIMIT = 33;
/** Of a packet, behind the 16 bytes before it in the file, Ethernet and IPv4. */
const SEQUENCE_NUMBER = 16 + 14 + 20 + 4;

/** Scrolling a ladder of a million arrows, beside the hex view of the same capture. */
export const ladder: Section = {
  name: 'ladder',
  tools: ['chromium'],
  diskBytes: 100 * ARROWS,
  async measure(bench: Bench): Promise<Row[]> {
    const arrows = bench.scaled(ARROWS, PIECE);
    // As it is shipped.
    await runToEnd(process.execPath, [join(PROJECT_ROOT, 'esbuild.mjs'), '--production']);
    const workbench = await Workbench.open(bench.tool('chromium'));
    try {
      await writeArrows(join(workbench.workspace, 'arrows.pcap'), arrows);
      await open(workbench, 'arrows.pcap');
      const frame = await pageOf(workbench);
      const bytes = (8 * arrows).toLocaleString('en-US');
      await until(frame, `document.querySelector('.toolbar').textContent.includes('${bytes} bytes')`);
      await frame.evaluate(`document.querySelector('.scroller').scrollTop = 1e9`);
      const hex = percentile(await wheel(workbench, frame), 0.95);
      await workbench.inspectorFrame().getByRole('radio', { name: 'Sequence' }).check();
      await until(frame, `document.querySelector('.ladder-row[data-step]')`);
      const last = `.ladder-row[data-step="${arrows - 1}"]`;
      await until(
        frame,
        `(document.querySelector('.ladder-scroller').scrollTop = 1e9, document.querySelector('${last}:not(.pending)'))`,
      );
      const steps = percentile(await wheel(workbench, frame, '.ladder-row[data-step]'), 0.95);
      return [
        row(
          `scrolling a ladder of ${arrows.toLocaleString('en-US')} arrows by wheel, and the hex view of their bytes: frame, 95th percentile`,
          `${formatMilliseconds(steps)}; ${formatMilliseconds(hex)}`,
          `at most ${formatMilliseconds(LIMIT)}`,
          steps <= LIMIT,
        ),
      ];
    } finally {
      await workbench.close();
    }
  },
};

/** What another program has captured: packets of one connection, each with 8 bytes. */
async function writeArrows(path: string, arrows: number): Promise<void> {
  const heading = new PcapFile(LINK.ethernet).bytes;
  const packet = new PcapFile(LINK.ethernet).packet(
    etherFrame(0x0800, ipPacket(tcp('8 bytes.', { from: 50_000, to: 9000 }))),
  );
  const one = packet.bytes.subarray(heading.length);
  const piece = Buffer.concat(Array.from({ length: PIECE }, () => one));
  const file = await openFile(path, 'w');
  try {
    await file.write(heading);
    for (let first = 0; first < arrows; first += PIECE) {
      for (let i = 0; i < PIECE; i++) {
        piece.writeUInt32LE(first + i, i * one.length);
        piece.writeUInt32BE(1 + 8 * (first + i), i * one.length + SEQUENCE_NUMBER);
      }
      await file.write(piece);
    }
  } finally {
    await file.close();
  }
}
