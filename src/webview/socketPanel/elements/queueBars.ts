import { html, nothing, svg, type TemplateResult } from 'lit';
import type { PanelKernel, PanelSocket } from '../protocol';
import type { PanelStringKey, PanelTranslate } from '../strings';

/** A bar without a known limit is held against at least so much. */
const LEAST_SCALE = 65_536;

interface Bar {
  readonly label: PanelStringKey;
  /** Undefined: not known. */
  readonly value: number | undefined;
  readonly limit: number | undefined;
  readonly unit: 'bytes' | 'clients';
}

function barsOf({ kind }: PanelSocket, { own, peer, isPeerHere, bytesWaiting, details }: PanelKernel): Bar[] {
  if (kind === 'listener') {
    const limit = details?.backlog;
    return [{ label: 'waitingClients', value: own?.receiveQueue, limit, unit: 'clients' }];
  }
  const bar = (label: PanelStringKey, value: number | undefined, limit?: number): Bar => ({
    label,
    value,
    limit,
    unit: 'bytes',
  });
  return [
    ...(bytesWaiting > 0 ? [bar('programQueue', bytesWaiting)] : []),
    bar('sendQueue', own?.sendQueue, own?.sendLimit),
    ...(isPeerHere ? [bar('peerReceiveQueue', peer?.receiveQueue, peer?.receiveLimit)] : []),
    ...(isPeerHere ? [bar('peerSendQueue', peer?.sendQueue, peer?.sendLimit)] : []),
    bar('receiveQueue', own?.receiveQueue, own?.receiveLimit),
  ];
}

/** The queues of both ends, in the order in which bytes pass them. */
export function queueBars(socket: PanelSocket, kernel: PanelKernel, t: PanelTranslate): TemplateResult {
  const bars = barsOf(socket, kernel);
  const least = socket.kind === 'listener' ? 1 : LEAST_SCALE;
  const largest = Math.max(least, ...bars.map(({ value = 0 }) => value));
  return html`<div class="bars">
    ${bars.map(({ label, value, limit, unit }) => {
      const name = t(label);
      if (value === undefined) {
        return html`<div class="bar">
          <span class="bar-name">${name}</span><span class="bar-value">${t('unknown')}</span>
        </div>`;
      }
      const scale = Math.max(limit ?? largest, value, 1);
      const text = limit === undefined ? t(unit, value) : t('ofLimit', t(unit, value), numberText(limit, t));
      return html`<div class="bar">
        <span class="bar-name">${name}</span><span class="bar-value">${text}</span>
        <svg
          class="bar-line"
          role="meter"
          aria-label=${name}
          aria-valuenow=${value}
          aria-valuemin="0"
          aria-valuemax=${scale}
          aria-valuetext=${text}
          viewBox="0 0 100 1"
          preserveAspectRatio="none"
        >
          <rect class="bar-track" width="100" height="1"></rect>
          ${value === 0 ? nothing : svg`<rect class="bar-fill" width=${Math.max(1, (100 * value) / scale)} height="1"></rect>`}
        </svg>
      </div>`;
    })}
  </div>`;
}

function numberText(value: number, t: PanelTranslate): string {
  return t.language === undefined ? String(value) : value.toLocaleString(t.language);
}
