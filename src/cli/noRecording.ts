import type { Recording } from '../engine/tap';

const nothing = (): undefined => undefined;
const settled = Promise.resolve();

/** Keeps nothing. */
export const NO_RECORDING: Recording = {
  uri: '',
  stream: () => ({ conversation: 0, chunk: () => true, event: nothing, drained: () => settled }),
  datagrams: () => ({ conversation: 0, datagram: () => true, event: nothing }),
  note: nothing,
  close: () => settled,
};
