import type { LookupReport } from '../contenders/reports';
import type { Bench, Section } from '../harness/bench';
import { measureInRounds, median } from '../harness/rounds';
import type { Row } from '../harness/row';
import { formatNumber } from '../harness/units';

const CHUNKS = 10_000_000;
const MAX_MICROSECONDS = 10;
const MAX_BYTES_PER_CHUNK = 32;

/** Finding one chunk among very many. */
export const lookup: Section = {
  name: 'lookup',
  tools: [],
  diskBytes: 0,
  async measure(bench: Bench): Promise<Row[]> {
    const chunks = bench.scaled(CHUNKS);
    const [reports] = await measureInRounds(
      bench.runs,
      [{ name: 'Sockscope', measure: () => findChunks(bench, chunks) }],
      ({ perLookup, bytesPerChunk }) =>
        `${formatNumber(perLookup)} µs, ${formatNumber(bytesPerChunk)} bytes of memory for each chunk`,
    );
    const perLookup = median(reports!.map((report) => report.perLookup));
    const bytesPerChunk = median(reports!.map((report) => report.bytesPerChunk));
    const alone = { against: '', ratio: '', other: '' };
    return [
      {
        ...alone,
        work: `finding the chunk at a stream offset among ${formatNumber(chunks)}`,
        sockscope: `${formatNumber(perLookup)} µs`,
        target: `under ${MAX_MICROSECONDS} µs`,
        isReached: perLookup < MAX_MICROSECONDS,
      },
      {
        ...alone,
        work: 'memory of the index for each of them',
        sockscope: `${formatNumber(bytesPerChunk)} bytes`,
        target: `at most ${MAX_BYTES_PER_CHUNK} bytes`,
        isReached: bytesPerChunk <= MAX_BYTES_PER_CHUNK,
      },
    ];
  },
};

async function findChunks(bench: Bench, chunks: number): Promise<LookupReport> {
  const contender = bench.contender('find-chunk', String(chunks));
  try {
    return await contender.receive<LookupReport>();
  } finally {
    await contender.end();
  }
}
