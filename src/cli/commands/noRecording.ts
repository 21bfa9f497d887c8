import type { Recording } from '../../engine/recording';

const nothing = (): undefined => undefined;
const settled = Promise.resolve();

/** Keeps nothing. */
export const NO_RECORDING: Recording = {
  uri: '',
  stream: () => ({
    conversation: 0,
    chunk: (_direction, _bytes, released) => {
      released?.();
      return true;
    },
    event: nothing,
    drained: () => settled,
  }),
  datagrams: () => ({ conversation: 0, datagram: () => true, event: nothing }),
  note: nothing,
  keys: nothing,
  close: () => settled,
};
