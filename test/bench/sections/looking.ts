import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LookingReport } from '../contenders/reports';
import type { Bench, Section } from '../harness/bench';
import { measureInRounds, median } from '../harness/rounds';
import type { Row } from '../harness/row';
import { formatMilliseconds, formatNumber, MIB } from '../harness/units';

const SOCKETS = 50_000;
const MAX_LOOK = 50;
const MAX_SLICE = 10;
const MAX_SHARE = 0.1;
const PORTS = { own: 47_980, other: 9000 };

/** A look at what the kernel has of one connection among very many sockets. */
export const looking: Section = {
  name: 'looking',
  tools: [],
  diskBytes: 16 * MIB,
  async measure(bench: Bench): Promise<Row[]> {
    const sockets = bench.scaled(SOCKETS);
    const [reports] = await bench.inFolder(async (folder) => {
      const file = join(folder, 'tcp');
      await writeFile(file, makeTable(sockets));
      return measureInRounds(
        bench.runs,
        [{ name: 'Sockscope', measure: () => lookAt(bench, file) }],
        ({ perLook, longestSlice, shareOfCore }) =>
          `${formatMilliseconds(perLook)} a look, ${formatMilliseconds(longestSlice)} at once, ${percent(shareOfCore)}`,
      );
    });
    const middle = (field: keyof LookingReport): number => median(reports!.map((report) => report[field]));
    const alone = { against: '', ratio: '', other: '' };
    const among = `among ${formatNumber(sockets)} sockets`;
    const [look, slice, share] = [middle('perLook'), middle('longestSlice'), middle('shareOfCore')];
    return [
      {
        ...alone,
        work: `a look at a connection ${among}: of the event loop`,
        sockscope: formatMilliseconds(look),
        target: `under ${MAX_LOOK} ms`,
        isReached: look < MAX_LOOK,
      },
      {
        ...alone,
        work: `the longest slice of it`,
        sockscope: formatMilliseconds(slice),
        target: `at most ${MAX_SLICE} ms`,
        isReached: slice <= MAX_SLICE,
      },
      {
        ...alone,
        work: 'looking again and again: of a core',
        sockscope: percent(share),
        target: `at most ${percent(MAX_SHARE)}`,
        isReached: share <= MAX_SHARE,
      },
    ];
  },
};

function percent(share: number): string {
  return `${formatNumber(Math.round(share * 1000) / 10)} %`;
}

/** As /proc/net/tcp would be; both ends of the connection lie in its midst. */
function makeTable(sockets: number): string {
  const hex = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0');
  const line = (at: number, own: number, other: number): string =>
    `${String(at).padStart(4)}: 0100007F:${hex(own)} 0100007F:${hex(other)} 01 00000000:00000000 00:00000000 00000000` +
    `  1000        0 ${100_000 + at} 1 0000000000000000 20 4 30 10 -1`.padEnd(60);
  const lines = Array.from({ length: sockets }, (_, at) => line(at, 20_000 + (at % 20_000), 1024 + (at % 7000)));
  lines[Math.floor(sockets / 2)] = line(sockets / 2, PORTS.own, PORTS.other);
  lines[Math.floor(sockets / 2) + 1] = line(sockets / 2 + 1, PORTS.other, PORTS.own);
  return [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    ...lines,
    '',
  ].join('\n');
}

async function lookAt(bench: Bench, file: string): Promise<LookingReport> {
  const contender = bench.contender('look-at-kernel', file, String(PORTS.own), String(PORTS.other));
  try {
    return await contender.receive<LookingReport>();
  } finally {
    await contender.end();
  }
}
