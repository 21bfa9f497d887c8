/** The sentences and labels of the composer, in English: a part of `STRINGS`. */
import type { Template } from '../../base/error';

export const COMPOSER_STRINGS = {
  composer: 'Send',
  composeTo: 'Send to {0}',
  composeToPeer: 'Send a datagram',
  showComposer: 'Show what can be sent',
  hideComposer: 'Hide what can be sent',
  payloadText: 'Payload to send',
  payloadHint: 'Text, or payload syntax such as "hi\\r\\n", [0a 0b] or u16be(258)',
  payloadKeys: 'Enter sends, Shift+Enter begins a line; the arrow keys bring back what was sent before.',
  payloadReading: 'What the text is taken for',
  payloadPeer: 'Who gets the datagram',
  payloadPeerHint: 'host:port',
  sendPayload: 'Send',
  sendFailed: 'Not sent. {0}',
  noComposer: 'Nothing can be sent here: this conversation has no open socket of this window.',
} satisfies Readonly<Record<string, Template>>;
