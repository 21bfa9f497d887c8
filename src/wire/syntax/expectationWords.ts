/** What can be expected besides a payload; the errors, hovers, completions, the grammar and the reference take it from here. */
export interface ExpectationWord {
  readonly word: string;
  readonly usage: string;
  /** An English sentence, to be translated. */
  readonly template: string;
  readonly snippet?: string;
  /** What other languages and tools call it. */
  readonly elsewhere?: readonly string[];
}

export const EXPECTATION_WORDS: readonly ExpectationWord[] = [
  {
    word: 'until',
    usage: 'con < until "\\r\\n"',
    template: 'Takes bytes up to and with a delimiter.',
    snippet: 'until ${1:"\\\\r\\\\n"}',
    elsewhere: ['upto'],
  },
  {
    word: 'exactly',
    usage: 'con < exactly 16',
    template: 'Takes so many bytes, whatever they are.',
    snippet: 'exactly ${1:16}',
  },
  {
    word: 'recv',
    usage: 'con < recv 512',
    template:
      'Takes what one recv(512) returns: at least one byte, and at most so many; {{0}} is what came and {{0.length}} how much. Nothing is read ahead on a socket with such a step.',
    snippet: 'recv ${1:512}',
    elsewhere: ['recvfrom', 'read'],
  },
  {
    word: 'any',
    usage: 'con < any',
    template: 'Takes whatever the next chunk or datagram holds: the one place where it shows how a stream was cut.',
    elsewhere: ['anything', 'something'],
  },
  {
    word: 'eof',
    usage: 'con < eof',
    template: 'The peer ended its stream cleanly (FIN); anything else that comes first is a failure.',
    elsewhere: ['fin', 'end', 'closed'],
  },
  {
    word: 'reset',
    usage: 'con < reset',
    template: 'The peer reset the connection (RST); what came before it and was not taken is lost with it.',
    elsewhere: ['rst'],
  },
  {
    word: 'refused',
    usage: 'con < refused',
    template: 'Nobody listens where a UDP socket sent to: its host said so (ICMP), after something was sent.',
    elsewhere: ['unreachable'],
  },
  {
    word: 'silence',
    usage: 'con < silence 200ms',
    template: 'Nothing comes for that long, and no end either.',
    snippet: 'silence ${1:200ms}',
    elsewhere: ['nothing', 'none', 'timeout'],
  },
];

/** It begins with a sign of its own. */
export const REGEX_EXPECTATION: ExpectationWord = {
  word: 'regex',
  usage: 'con < /\\d+\\r\\n/',
  template:
    'Takes bytes up to the end of the first match. One character is one byte, with the flag u one of UTF-8; {{1}} or {{name}} is a group afterwards.',
};
