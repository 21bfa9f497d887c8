import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { packageExtension } from '../../support/packaged-extension';
import type { Bench, Section } from '../harness/bench';
import type { Row } from '../harness/row';
import { formatNumber, MIB } from '../harness/units';

/** 400 KB, as file managers count. */
const MAX_BYTES = 400_000;

/** The size of what users download. */
export const vsix: Section = {
  name: 'vsix',
  tools: [],
  diskBytes: 8 * MIB,
  measure(bench: Bench): Promise<Row[]> {
    return bench.inFolder(async (folder) => {
      const path = join(folder, 'sockscope.vsix');
      await packageExtension(path);
      const { size } = await stat(path);
      const kilobytes = (bytes: number): string => `${formatNumber(bytes / 1000)} KB`;
      console.log(`  ${kilobytes(size)}`);
      return [
        {
          work: 'the `.vsix`',
          against: '',
          ratio: '',
          sockscope: kilobytes(size),
          other: '',
          target: `under ${kilobytes(MAX_BYTES)}`,
          isReached: size < MAX_BYTES,
        },
      ];
    });
  },
};
