import type { Template } from '../../../base/error';
import type { ImpairedKind } from './impairments';

/** What networks do, in the words of impairments; of a stream the losses show as stalls. */
export interface ImpairmentPreset {
  /** On a button. */
  readonly name: Template;
  readonly description: Template;
  readonly words: Readonly<Record<ImpairedKind, string>>;
}

export const IMPAIRMENT_PRESETS: readonly ImpairmentPreset[] = [
  {
    name: 'Good',
    description: 'A good network',
    words: { stream: 'delay 5ms jitter 1ms', datagrams: 'delay 5ms jitter 1ms' },
  },
  {
    name: 'Mobile',
    description: 'A mobile network',
    words: {
      stream: 'delay 40ms jitter 10ms rate 1MiB/s stall 1%',
      datagrams: 'delay 40ms jitter 10ms rate 1MiB/s loss 1%',
    },
  },
  {
    name: 'Satellite',
    description: 'A satellite',
    words: {
      stream: 'delay 300ms jitter 10ms rate 256KiB/s',
      datagrams: 'delay 300ms jitter 10ms rate 256KiB/s',
    },
  },
  {
    name: 'Lossy Wi-Fi',
    description: 'A lossy Wi-Fi',
    words: { stream: 'delay 5ms jitter 5ms stall 5%', datagrams: 'delay 5ms jitter 5ms burst 5%' },
  },
  {
    name: 'Awful',
    description: 'An awful network',
    words: {
      stream: 'delay 200ms jitter 100ms rate 16KiB/s stall 20%',
      datagrams: 'delay 200ms jitter 100ms rate 16KiB/s loss 20% duplicate 5% reorder 10%',
    },
  },
];
