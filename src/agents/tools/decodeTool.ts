import { formatMessage, SockscopeError } from '../../base/error';
import { TextError } from '../../base/problem';
import { toHex } from '../../bytes/hex';
import { readingText } from '../../bytes/inspect/readingText';
import { LONGEST_WINDOW } from '../../bytes/inspect/typeRow';
import { TYPE_ROWS } from '../../bytes/inspect/typeRows';
import type { ByteOrder } from '../../bytes/numbers/integers';
import { formatString } from '../../wire/payload/formatter';
import { payloadReadings, type PayloadReading } from '../../wire/payload/readings';
import { MAX_DECODED } from '../limits';
import { defineTool } from '../tool';

const ORDERS: Readonly<Record<string, readonly ByteOrder[]>> = { be: ['be'], le: ['le'], both: ['be', 'le'] };

/** Other readings of the same text that are told of. */
const MAX_READINGS = 4;

export const DECODE_TOOL = defineTool({
  name: 'decode',
  title: 'Decode Bytes',
  description:
    'Says what bytes mean: {length, bytes, hex, readAs, values: {type: value or {be, le}}}, as each type of the data inspector, from the first byte on. Bytes may be written in any notation: payload syntax, hex, a hex dump, a C, Go, JavaScript, Python or Rust literal.',
  fields: {
    bytes: {
      type: 'string',
      description: 'Such as "de ad be ef", "\\"text\\\\r\\\\n\\"", "u16be(258)" or "{0x12, 0x34}"',
    },
    type: {
      type: 'string',
      isOptional: true,
      choices: TYPE_ROWS.map(({ id }) => id),
      description: 'One type; all unless given',
    },
    order: {
      type: 'string',
      isOptional: true,
      choices: Object.keys(ORDERS),
      description: 'Byte order: be is network order; both unless given',
    },
  },
  examples: [{ bytes: 'de ad be ef' }, { bytes: '[00 00 01 00]', type: 'u32', order: 'be' }],
  isReadOnly: true,
  isDestructive: false,
  run: async ({ bytes: text, type, order = 'both' }, { readFile }) => {
    const all = payloadReadings(text, MAX_DECODED);
    const [first] = all;
    if (first?.problem) throw new TextError(first.problem);
    // That a text can also be itself, nobody has to be told who says that it is bytes.
    const [reading, ...others] = all.filter(
      (each): each is PayloadReading => !each.problem && !each.id.startsWith('text'),
    );
    if (!reading) {
      const template =
        'This is not written as bytes: write "de ad be ef", or a payload, such as "text" with its quotes.';
      throw new SockscopeError('BAD_ARGUMENT', template);
    }
    const bytes = await reading.encode({ readFile });
    const rows = TYPE_ROWS.filter(({ id }) => type === undefined || id === type);
    const window = bytes.subarray(0, LONGEST_WINDOW);
    const valueOf = (row: (typeof rows)[number]): unknown => {
      const values = ORDERS[order]!.map(
        (each) => [each, readingText(row.read({ bytes: window, selected: bytes.length, order: each }))] as const,
      );
      const isSame = values.every(([, value]) => value === values[0]?.[1]);
      return isSame ? values[0]?.[1] : Object.fromEntries(values);
    };
    const shown = bytes.subarray(0, MAX_DECODED);
    // Nothing is guessed silently: the other meanings of the text stand beside the likeliest one.
    return {
      readAs: formatMessage(reading.template, reading.args),
      length: bytes.length,
      bytes: formatString(shown),
      hex: toHex(shown, ' '),
      notShown: bytes.length > shown.length ? bytes.length - shown.length : undefined,
      values: bytes.length === 0 ? {} : Object.fromEntries(rows.map((row) => [row.id, valueOf(row)])),
      alsoReadAs:
        others.length === 0
          ? undefined
          : others.slice(0, MAX_READINGS).map(({ template, args, preview }) => ({
              readAs: formatMessage(template, args),
              length: preview?.length,
              bytes: preview && formatString(preview.first.subarray(0, LONGEST_WINDOW)),
            })),
    };
  },
});
