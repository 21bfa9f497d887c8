/** Steps of a sequence, as a page has them. */
import type { ConversationSummary } from '../../../src/webview/inspector/protocol';
import { wordingFrom } from '../../../src/webview/inspector/strings';
import type { SequencePart } from '../../../src/webview/inspector/view/sequencePart';
import type { SequenceContext } from '../../../src/webview/inspector/view/stepText';
import type { LoadedStep } from '../../../src/webview/inspector/view/stepTable';

export const SUMMARY: ConversationSummary = {
  id: 0,
  scheme: 'tcp',
  local: 'tcp://127.0.0.1:9000',
  remote: 'tcp://127.0.0.1:51234',
  state: 'open',
  live: false,
  chunks: 0,
  received: 0,
  sent: 0,
  startedAt: 1000,
};

export function contextOf(
  summary: Partial<ConversationSummary> = {},
  settings: Partial<SequenceContext['settings']> = {},
): SequenceContext {
  return {
    translate: wordingFrom(undefined),
    settings: { text: 'utf8', times: 'start', sequenceNumbers: 'relative', ...settings },
    summary: { ...SUMMARY, ...summary },
  };
}

export function step(given: Partial<LoadedStep> & { readonly text?: string } = {}): LoadedStep {
  const { text = '', ...others } = given;
  const bytes = Buffer.from(text);
  const { length } = bytes;
  return { kind: 'data', direction: 'sent', offset: 0, length, size: length, time: 1000, bytes, ...others };
}

export function partOf(
  steps: readonly LoadedStep[],
  context = contextOf(),
  peers: readonly string[] = [],
): SequencePart {
  return { from: 0, total: steps.length, steps, peers, context };
}

/** What would end a line, mean something to Mermaid, or be markup. */
export const HOSTILE = '</text><script>alert(1)</script>"\'&;#%%\n  end\r\nNote over p0: x\u0000\u202e\ud800]]>--{}`';
