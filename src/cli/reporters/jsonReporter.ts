import { toHex } from '../../bytes/hex';
import type { ByteWindow } from '../../wire/run/failure';
import { sectionObject } from '../../wire/run/sectionReport';
import type { Reporter } from './report';
import type { Terminal } from '../terminal/terminal';
import { visibleJson } from './visibleJson';

const inHex = ({ start, bytes, total }: ByteWindow): object => ({ start, bytes: toHex(bytes), total });

/** One JSON object; bytes are hex, times milliseconds, lines and columns count from 1. */
export function jsonReporter(terminal: Terminal): Reporter {
  const objectOf = (section: Parameters<typeof sectionObject>[0]): object =>
    sectionObject(section, { expected: inHex, received: inHex });
  return {
    section: () => Promise.resolve(),
    end: ({ sections, ...totals }) =>
      terminal.print(...visibleJson({ ...totals, sections: sections.map(objectOf) }, 2).split('\n')),
  };
}
