import { timeFrom } from './format';
import { plain, copiedText } from './sequenceMermaid';
import { Lanes, type SequencePart } from './sequencePart';
import { isArrow, isReset, stepText, type SequenceContext } from './stepText';
import type { LoadedStep } from './stepTable';

/** Most steps of a drawing. */
export const MAX_SVG_STEPS = 1000;

const ROW = 34;
const HEAD = 56;
const FOOT = 40;
const TIME_WIDTH = 150;
const STATE_WIDTH = 110;
const LANE_WIDTH = 420;
/** Of each peer's line, where there are several. */
const PEER_WIDTH = 230;
const MARGIN = 16;
/** On white paper, with a contrast of 4.5 at least. */
const COLORS = {
  sent: '#9a4b00',
  received: '#0b5cad',
  text: '#1f1f1f',
  dim: '#5a5a5a',
  line: '#8a8a8a',
  reset: '#b00020',
};

/** A part of a sequence as a drawing for reports: black on white, whatever the theme is. Names and bytes are text in it. */
export function svgOf(part: SequencePart): string {
  const { steps, context } = part;
  const lanes = new Lanes(part);
  const { translate } = context;
  const peers = lanes.names.length - 1;
  const hasStates = steps.some(({ states }) => states !== undefined);
  const left = MARGIN + TIME_WIDTH + (hasStates ? STATE_WIDTH : 0);
  const step = peers === 1 ? LANE_WIDTH : PEER_WIDTH;
  const right = left + peers * step;
  const width = right + (hasStates ? STATE_WIDTH : 0) + MARGIN + (peers === 1 ? 0 : PEER_WIDTH / 2);
  const bottom = HEAD + steps.length * ROW;
  const hasInferred = steps.some(({ inferred }) => inferred);
  const height = bottom + (hasInferred ? FOOT : MARGIN);
  const xOf = (lane: number): number => left + lane * step;
  const lines = lanes.names.map(
    (name, lane) =>
      `<text x="${xOf(lane)}" y="28" text-anchor="middle" font-weight="bold">${xmlText(name)}</text>` +
      `<line x1="${xOf(lane)}" y1="40" x2="${xOf(lane)}" y2="${bottom}" stroke="${COLORS.line}"/>`,
  );
  const rows = steps.map((each, i) => rowOf(each, HEAD + i * ROW, { context, lanes, xOf, left, right, hasStates }));
  const legend = hasInferred
    ? `<line x1="${MARGIN}" y1="${bottom + 22}" x2="${MARGIN + 36}" y2="${bottom + 22}" stroke="${COLORS.text}" ${DASHED}/>` +
      `<text x="${MARGIN + 46}" y="${bottom + 26}" fill="${COLORS.dim}">${xmlText(translate('legendInferred'))}</text>`
    : '';
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `font-family="ui-monospace, monospace" font-size="12" fill="${COLORS.text}">\n` +
    `<title>${xmlText(lanes.names.join(' – '))}</title>\n<rect width="100%" height="100%" fill="#ffffff"/>\n` +
    `${[...lines, ...rows, legend].filter((each) => each !== '').join('\n')}\n</svg>\n`
  );
}

const DASHED = 'stroke-dasharray="5 4"';

interface Paper {
  readonly context: SequenceContext;
  readonly lanes: Lanes;
  readonly xOf: (lane: number) => number;
  readonly left: number;
  readonly right: number;
  readonly hasStates: boolean;
}

function rowOf(step: LoadedStep, top: number, { context, lanes, xOf, left, right, hasStates }: Paper): string {
  const { direction, time, inferred, states, changed, kind } = step;
  const { translate, settings, summary } = context;
  const y = top + ROW - 8;
  const color = COLORS[direction];
  const isMultiple = lanes.names.length > 2;
  const text = xmlText(copiedText(step, stepText(step, context), lanes.isShared(step)));
  const x = isMultiple ? left + 8 : (left + right) / 2;
  const parts = [
    ...(inferred
      ? []
      : [
          `<text x="${MARGIN}" y="${y}" fill="${COLORS.dim}">${xmlText(timeFrom(time, settings.times === 'last' ? 'start' : settings.times, summary.startedAt, translate.language))}</text>`,
        ]),
    `<text x="${x}" y="${top + 18}" text-anchor="${isMultiple ? 'start' : 'middle'}"${inferred ? ` font-style="italic" fill="${COLORS.dim}"` : ''}>${text}</text>`,
  ];
  if (hasStates && changed?.[0]) {
    parts.push(`<text x="${left - 8}" y="${y}" text-anchor="end" font-size="10">${xmlText(states![0])}</text>`);
  }
  if (hasStates && changed?.[1]) {
    parts.push(`<text x="${right + 8}" y="${y}" font-size="10">${xmlText(states![1])}</text>`);
  }
  if (!isArrow(step)) return parts.join('');
  const far = xOf(lanes.of(step));
  const [from, to] = direction === 'sent' ? [left, far] : [far, left];
  const side = from < to ? -1 : 1;
  const dash = inferred ? ` ${DASHED}` : kind === 'gap' ? ' stroke-dasharray="1 5"' : '';
  parts.push(`<line x1="${from}" y1="${y}" x2="${to}" y2="${y}" stroke="${color}" stroke-width="1.5"${dash}/>`);
  if (isReset(step)) {
    const middle = to + side * 8;
    parts.push(
      `<path d="M${middle - 5} ${y - 5}l10 10m0 -10l-10 10" stroke="${COLORS.reset}" stroke-width="2" fill="none"/>`,
    );
  } else if (kind !== 'gap') {
    parts.push(`<path d="M${to} ${y}l${side * 9} -4.5v9z" fill="${inferred ? '#ffffff' : color}" stroke="${color}"/>`);
  }
  return parts.join('');
}

/** Text within an element, or between double quotes: without what XML 1.0 does not have (2.2), and nothing in it is markup. */
export function xmlText(text: string): string {
  return Array.from(text, (character) => ESCAPED[character] ?? plain(character)).join('');
}

const ESCAPED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
