import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import type { PanelTranslate } from '../strings';

/** A box of the diagram, by its middle. */
interface Place {
  readonly state: string;
  readonly x: number;
  readonly y: number;
}

/** A transition, with what calls for it and what is sent. */
interface Edge {
  /** The line, as a path of SVG. */
  readonly path: string;
  readonly text?: string;
  readonly x?: number;
  readonly y?: number;
  readonly anchor?: 'start' | 'middle' | 'end';
  /** Without an arrow: another one goes on from its end. */
  readonly isBare?: boolean;
}

const WIDTH = 300;
const HEIGHT = 318;
const BOX = { width: 84, height: 20 };

/** RFC 9293, figure 5; what is over stands below once more, as there. */
const PLACES: readonly Place[] = [
  { state: 'closed', x: 150, y: 14 },
  { state: 'listen', x: 52, y: 56 },
  { state: 'syn-received', x: 52, y: 104 },
  { state: 'syn-sent', x: 248, y: 104 },
  { state: 'established', x: 150, y: 150 },
  { state: 'fin-wait-1', x: 52, y: 196 },
  { state: 'close-wait', x: 248, y: 196 },
  { state: 'fin-wait-2', x: 52, y: 250 },
  { state: 'closing', x: 150, y: 250 },
  { state: 'last-ack', x: 248, y: 250 },
  { state: 'time-wait', x: 100, y: 302 },
  { state: 'over', x: 248, y: 302 },
];

const EDGES: readonly Edge[] = [
  { path: 'M108 14 H52 V44', text: 'listen()', x: 56, y: 28, anchor: 'start' },
  { path: 'M192 14 H248 V92', text: 'connect() / SYN', x: 244, y: 54, anchor: 'end' },
  { path: 'M52 66 V92', text: 'SYN / SYN+ACK', x: 56, y: 82, anchor: 'start' },
  { path: 'M52 114 V150 H106', text: 'ACK', x: 60, y: 144, anchor: 'start' },
  { path: 'M248 114 V150 H194', text: 'SYN+ACK / ACK', x: 244, y: 133, anchor: 'end' },
  { path: 'M206 104 H96', text: 'SYN / SYN+ACK', x: 150, y: 99, anchor: 'middle' },
  { path: 'M120 160 V196 H96', text: 'close() / FIN', x: 116, y: 178, anchor: 'end' },
  { path: 'M180 160 V196 H204', text: 'FIN / ACK', x: 184, y: 178, anchor: 'start' },
  { path: 'M52 206 V238', text: 'ACK', x: 48, y: 226, anchor: 'end' },
  { path: 'M80 206 V222 H150 V238', text: 'FIN / ACK', x: 154, y: 226, anchor: 'start' },
  { path: 'M248 206 V238', text: 'close() / FIN', x: 244, y: 235, anchor: 'end' },
  { path: 'M52 260 V302', isBare: true },
  { path: 'M52 302 H56', text: 'FIN / ACK', x: 48, y: 280, anchor: 'end' },
  { path: 'M150 260 V276 H120 V290' },
  { path: 'M248 260 V290', text: 'ACK', x: 252, y: 280, anchor: 'start' },
  { path: 'M142 302 H204', text: '2 MSL', x: 173, y: 298, anchor: 'middle' },
];

/** Where both ends are in the life of a TCP connection. */
export interface ShownStates {
  readonly own: string | undefined;
  readonly peer: string | undefined;
}

/** What the kernel has forgotten is at the end of its life, not before it. */
function placeOf(state: string | undefined): string | undefined {
  return state === 'closed' ? 'over' : state;
}

function box({ state, x, y }: Place, own: string | undefined, peer: string | undefined): SVGTemplateResult {
  const marks = `${own === state ? ' own' : ''}${peer === state ? ' peer' : ''}`;
  const { width, height } = BOX;
  const label = state === 'over' ? 'CLOSED' : state.toUpperCase();
  return svg`<g class="place${marks}" data-state=${state}>
    <rect x=${x - width / 2} y=${y - height / 2} width=${width} height=${height} rx="3"></rect>
    ${
      peer === state
        ? svg`<rect class="peer-line" x=${x - width / 2 - 3} y=${y - height / 2 - 3} width=${width + 6} height=${height + 6} rx="5"></rect>`
        : nothing
    }
    <text x=${x} y=${y + 3.5} text-anchor="middle">${label}</text>
  </g>`;
}

export function stateDiagram(states: ShownStates, t: PanelTranslate): TemplateResult {
  const [own, peer] = [placeOf(states.own), placeOf(states.peer)];
  const shownOwn = states.own?.toUpperCase() ?? t('unknown');
  const label =
    states.peer === undefined ? t('statesOf', shownOwn) : t('statesOfBoth', shownOwn, states.peer.toUpperCase());
  return html`<svg class="states" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${label}>
      <defs>
        <marker id="arrow" viewBox="0 0 6 6" refX="5.5" refY="3" markerWidth="6" markerHeight="6" orient="auto">
          <path class="arrow" d="M0 0 L6 3 L0 6 z"></path>
        </marker>
      </defs>
      ${EDGES.map(
        ({ path, text, x = 0, y = 0, anchor, isBare }) =>
          svg`<path class="edge" d=${path} marker-end=${isBare === true ? nothing : 'url(#arrow)'}></path>
          ${text ? svg`<text class="cause" x=${x} y=${y} text-anchor=${anchor ?? 'middle'}>${text}</text>` : nothing}`,
      )}
      ${PLACES.map((place) => box(place, own, peer))}
    </svg>
    <p class="legend" aria-hidden="true">
      <span class="key own"></span>${t('thisEnd')}
      ${states.peer === undefined ? nothing : html`<span class="key peer"></span>${t('theOther')}`}
    </p>`;
}
