import type { Template } from '../../../base/error';
import type { Name, Placed } from '../nodes';
import type { StepSyntax, StepWord } from '../stepSyntax';

export type Action = 'shutdown' | 'close' | 'reset' | 'pause' | 'resume';

/** Something that is done to a socket, by a word alone. */
export interface ActionStep extends Placed {
  readonly kind: 'action';
  readonly socket: Name;
  readonly action: Action;
}

const SENTENCES: Readonly<Record<Action, Template>> = {
  shutdown: 'Half-closes: sends FIN, and still receives. The peer reads an end of file.',
  close: 'Sends what waits, then closes the socket; works for listeners and UDP sockets too.',
  reset: 'Ends a TCP connection at once with RST; what is on its way is lost.',
  pause: 'Stops reading, so that TCP’s flow control slows the peer down until “resume”.',
  resume: 'Goes on reading after “pause”.',
};

const isAction = (word: string): word is Action => Object.hasOwn(SENTENCES, word);

export const ACTION_STEP: StepSyntax<ActionStep> = {
  kind: 'action',
  words: Object.entries(SENTENCES).map(([word, template]): StepWord => ({
    word,
    form: 'action',
    usage: `con ${word}`,
    template,
  })),
  parse: (_cursor, { name: socket, word }) => (isAction(word) ? { socket, action: word } : undefined),
  print: ({ socket, action }) => `${socket.text} ${action}`,
  walk({ socket }, visitor) {
    visitor.use?.(socket);
  },
};
