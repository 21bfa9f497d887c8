import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { exportCapture } from '../../../src/capture/export/exportCapture';
import {
  exportHexDump,
  exportJsonLines,
  exportPacketDump,
  exportRaw,
  missingBytes,
} from '../../../src/capture/export/exportFormats';
import { openCapture } from '../../../src/capture/openCapture';
import { makeTempFolder, type TempFolder } from '../../support/temp-folder';
import { problemsOf, textsOf } from './recording';

const FOLDER = join(__dirname, 'cases');

interface Expected {
  /** What each conversation sent, with dots for what is no ASCII letter or digit. */
  readonly sent: readonly string[];
  readonly problems: readonly string[];
  /** Milliseconds since the Unix epoch. */
  readonly startTime?: number;
}

const NOVEMBER = 1_700_000_000_000;
const IMPOSSIBLE_TIME = 'Packets with an impossible time are given that of the packet before.';
const DAMAGED = 'Damaged blocks are left out.';

/** Captures that were misread once. */
const CASES: Readonly<Record<string, Expected>> = {
  'badfirst.pcapng': { sent: ['badgood1good2'], problems: [IMPOSSIBLE_TIME], startTime: NOVEMBER },
  'cap-gt-orig.pcapng': { sent: ['helloafter'], problems: [], startTime: NOVEMBER },
  'dam-big.pcapng': { sent: ['onethree'], problems: [DAMAGED] },
  'dam-odd.pcapng': { sent: ['onethree'], problems: [DAMAGED] },
  'frag.pcapng': { sent: ['F'.repeat(3000), 'whole'], problems: [] },
  'gre.pcap': { sent: [], problems: ['Packets of other protocols than TCP and UDP are left out.'] },
  'inject.pcapng': { sent: ['hi'], problems: [], startTime: NOVEMBER },
  'lt-ppp.pcap': { sent: ['ppp'], problems: [] },
  'lt-pppoe.pcap': { sent: ['x'], problems: [] },
  'lt-upper.pcap': { sent: [], problems: ['Packets of link type 252 are not understood.'] },
  'pcap-linkfcs.pcap': { sent: ['pcap'], problems: [] },
  'snap.pcapng': { sent: [`${'A'.repeat(18)}${'.'.repeat(82)}${'B'.repeat(100)}`], problems: [] },
  'split.pcapng': { sent: ['xxNEEDLE.yy.NEEDLE'], problems: [], startTime: NOVEMBER },
  'tsresol.pcapng': {
    sent: ['data'],
    problems: [IMPOSSIBLE_TIME, 'An interface has a time resolution that cannot be: its times are wrong.'],
  },
};

describe('captures that were misread', () => {
  let folder: TempFolder;

  beforeEach(async () => {
    folder = await makeTempFolder();
  });

  afterEach(() => folder.remove());

  it('are all in the table', async () => {
    assert.deepEqual((await readdir(FOLDER)).toSorted(), Object.keys(CASES).toSorted());
  });

  for (const [name, { sent, problems, startTime }] of Object.entries(CASES)) {
    it(`${name} is read and exported`, async () => {
      const capture = await openCapture(join(FOLDER, name));
      await capture.flush();
      try {
        const texts = await textsOf(capture);
        assert.deepEqual(
          texts.map((text) => text.sent),
          sent,
        );
        assert.deepEqual([...new Set(problemsOf(capture))], problems);
        if (startTime !== undefined) assert.equal(capture.startTime, startTime);
        for (const conversation of capture.conversations) {
          const source = { capture, conversation, log: conversation.log };
          let length = 0;
          for await (const bytes of exportRaw(source, 'sent')) length += bytes.length;
          assert.equal(length + (await missingBytes(source, 'sent')), conversation.log.bytes('sent'));
          for (const text of [exportHexDump(source, 'sent'), exportPacketDump(source), exportJsonLines(source)]) {
            for await (const bytes of text) assert.ok(bytes.length > 0);
          }
          const path = join(folder.path, `${conversation.id}.pcapng`);
          const { signal } = new AbortController();
          await exportCapture(source, { path, application: 'test', signal, onProgress: () => undefined });
          const copy = await openCapture(path);
          await copy.flush();
          assert.deepEqual(problemsOf(copy), []);
          assert.equal(copy.startNanoseconds, capture.startNanoseconds);
          assert.equal(copy.title, capture.title);
          await copy.close();
        }
      } finally {
        await capture.close();
      }
    });
  }
});
