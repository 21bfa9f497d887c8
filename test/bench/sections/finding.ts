import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createCipheriv } from 'node:crypto';
import type { FindingReport } from '../contenders/reports';
import type { Bench, Section } from '../harness/bench';
import { runToEnd } from '../harness/programs';
import { measureInRounds, median } from '../harness/rounds';
import type { Row } from '../harness/row';
import { formatBytes, formatMilliseconds, formatNumber, GIB, MIB } from '../harness/units';

const BYTES = GIB;
/** Letters, so that a shell hands them over as they are; none of them is in the file but at its end. */
const PATTERN = 'wxyz';

/** Finding four bytes at the end of a large capture. The file is in the system's cache, for both. */
export const finding: Section = {
  name: 'finding',
  tools: [],
  diskBytes: 2.2 * BYTES,
  measure: (bench: Bench): Promise<Row[]> =>
    bench.inFolder(async (folder) => {
      const bytes = bench.scaled(BYTES, MIB);
      const file = join(folder, 'raw');
      await writeFile(file, bytes);
      const grep = async (): Promise<number> => {
        const start = performance.now();
        const count = await runToEnd('grep', ['-c', '-a', '-F', PATTERN, file]);
        if (count.trim() !== '1') throw new Error(`grep found ${count.trim()} lines.`);
        return performance.now() - start;
      };
      const [ours, others] = await measureInRounds(
        bench.runs,
        [
          { name: 'Sockscope', measure: () => find(bench, file, bytes) },
          { name: '`grep -c`', measure: grep },
        ],
        formatMilliseconds,
      );
      const [mine, theirs] = [median(ours!), median(others!)];
      return [
        {
          work: `finding 4 bytes at the end of ${formatBytes(bytes)}`,
          against: '`grep -c` on the raw file',
          ratio: `${formatNumber(mine / theirs)} × the time`,
          sockscope: formatMilliseconds(mine),
          other: formatMilliseconds(theirs),
          target: 'at most 1 ×, or told',
          isReached: mine <= theirs,
        },
      ];
    }),
};

async function find(bench: Bench, file: string, expected: number): Promise<number> {
  return bench.inFolder(async (folder) => {
    const contender = bench.contender('find-bytes', file, folder, Buffer.from(PATTERN).toString('hex'));
    try {
      const { milliseconds, matches, bytes } = await contender.receive<FindingReport>();
      if (matches !== 1 || bytes !== expected) throw new Error(`${matches} matches in ${bytes} bytes.`);
      return milliseconds;
    } finally {
      await contender.end();
    }
  });
}

/** Bytes that look random, lines of them, without the pattern's letters; the pattern at the end. */
async function writeFile(path: string, bytes: number): Promise<void> {
  const file = await open(path, 'w');
  try {
    const noise = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16));
    for (let written = 0; written < bytes; written += MIB) {
      const piece = noise.update(Buffer.alloc(MIB)).map((byte) => (byte >= 0x77 && byte <= 0x7a ? 0x0a : byte));
      if (written + MIB >= bytes) Buffer.from(piece.buffer, piece.byteOffset).write(PATTERN, MIB - PATTERN.length);
      await file.write(piece);
    }
  } finally {
    await file.close();
  }
}
