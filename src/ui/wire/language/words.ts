/** What the words of the language mean, for hovers and completions: one row each. Sentences are English, to be translated. */
import type { MessageArgument } from '../../../bytes/error';
import { PAYLOAD_FUNCTIONS, type PayloadFunction } from '../../../wire/payloadFunctions';

export interface WordInfo {
  /** How it is written. */
  readonly usage: string;
  readonly template: string;
  readonly args?: readonly MessageArgument[];
}

/** Steps that begin with a name and `=`. */
export const OPENINGS: ReadonlyMap<string, WordInfo> = new Map([
  [
    'listen',
    {
      usage: 'srv = listen tcp://127.0.0.1:0 [SERVICE]',
      template:
        'Listens on an address. Port 0 lets the system choose; {{srv}} is then the real address, {{srv.port}} its port. With a service such as echo it answers by itself.',
    },
  ],
  [
    'dial',
    {
      usage: 'con = dial tcp://127.0.0.1:9000 [within 2s]',
      template: 'Connects to an address. For udp:// it makes a datagram socket that sends to that peer alone.',
    },
  ],
  [
    'accept',
    { usage: 'con = accept srv [within 2s]', template: 'Waits for the next connection that came in on a listener.' },
  ],
]);

/** What stands behind a socket’s name. */
export const SIGNS: ReadonlyMap<string, WordInfo> = new Map([
  [
    '>',
    {
      usage: 'con > PAYLOAD [to HOST:PORT] [within 2s]',
      template: 'Sends bytes. A datagram socket that listens names its peer by “to”, or answers the last one.',
    },
  ],
  [
    '<',
    {
      usage: 'con < PAYLOAD [within 2s]',
      template:
        'Expects that exactly these bytes come next. It waits for five seconds unless “within” says otherwise; ?name in a number takes what came.',
    },
  ],
]);

export const ACTION_WORDS: ReadonlyMap<string, WordInfo> = new Map([
  [
    'shutdown',
    { usage: 'con shutdown', template: 'Half-closes: sends FIN, and still receives. The peer reads an end of file.' },
  ],
  ['close', { usage: 'con close', template: 'Sends what waits, then closes the socket.' }],
  ['reset', { usage: 'con reset', template: 'Ends a TCP connection at once with RST; what is on its way is lost.' }],
  [
    'pause',
    { usage: 'con pause', template: 'Stops reading, so that TCP’s flow control slows the peer down until “resume”.' },
  ],
  ['resume', { usage: 'con resume', template: 'Goes on reading after “pause”.' }],
]);

/** What can be expected besides a payload. */
export const EXPECTATIONS: ReadonlyMap<string, WordInfo> = new Map([
  ['until', { usage: 'con < until "\\r\\n"', template: 'Takes bytes up to and with a delimiter.' }],
  ['exactly', { usage: 'con < exactly 16', template: 'Takes so many bytes, whatever they are.' }],
  [
    'any',
    {
      usage: 'con < any',
      template: 'Takes whatever the next chunk or datagram holds: the one place where it shows how a stream was cut.',
    },
  ],
  ['eof', { usage: 'con < eof', template: 'The peer ended its stream cleanly (FIN), with nothing before it.' }],
  ['reset', { usage: 'con < reset', template: 'The peer reset the connection (RST).' }],
  ['silence', { usage: 'con < silence 200ms', template: 'Nothing comes for that long.' }],
  [
    'regex',
    {
      usage: 'con < /\\d+\\r\\n/',
      template:
        'Takes bytes up to the end of the first match. One character is one byte, with the flag u one of UTF-8; {{1}} or {{name}} is a group afterwards.',
    },
  ],
]);

export const OTHER_WORDS: ReadonlyMap<string, WordInfo> = new Map([
  [
    'on',
    {
      usage: 'on srv PATTERN > PAYLOAD',
      template:
        'A rule: whenever a connection of the listener receives the pattern, it answers. The first rule that matches does; {{1}} is a group.',
    },
  ],
  ['wait', { usage: 'wait 500ms', template: 'Waits.' }],
  [
    'within',
    { usage: 'within 2s', template: 'How long the step may take, in ms, s or min: five seconds if not said.' },
  ],
  ['to', { usage: 'srv > "hi" to 127.0.0.1:9000', template: 'Who gets the datagram.' }],
  ['eol', { usage: '@eol = crlf', template: 'What ends each line of a """ block: lf or crlf.' }],
  [
    'parallel',
    { usage: '@parallel = true', template: 'The sections of this file may run at the same time: they share no port.' },
  ],
]);

/** The sentence for each kind of function besides numbers. */
const FUNCTION_SENTENCES: Readonly<Record<Exclude<PayloadFunction['kind'], 'integers' | 'floats'>, WordInfo>> = {
  ipv4: { usage: 'ipv4("127.0.0.1")', template: 'The 4 bytes of an address, in network order.' },
  ipv6: { usage: 'ipv6("::1")', template: 'The 16 bytes of an address, in network order.' },
  base64: { usage: 'base64("aGk=")', template: 'The decoded bytes.' },
  file: { usage: 'file("request.bin")', template: 'A file’s content; its path is relative to this file.' },
  repeat: { usage: 'repeat(3, "ab")', template: 'A payload so many times.' },
  zeros: { usage: 'zeros(16)', template: 'So many zero bytes.' },
  prefixed: { usage: 'prefixed(u16be, "ab")', template: 'The length of a payload as that integer, then the payload.' },
};

/** What a function of the payload syntax makes; undefined for any other word. */
export function functionInfo(name: string): WordInfo | undefined {
  const found = PAYLOAD_FUNCTIONS.get(name);
  if (found === undefined) return undefined;
  if (found.kind === 'floats') {
    const template = '{0}-bit floating-point numbers (IEEE 754), {1}.';
    return { usage: `${name}(3.14)`, template, args: [found.type.bytes * 8, orderOf(name)] };
  }
  if (found.kind !== 'integers') return FUNCTION_SENTENCES[found.kind];
  const bits = found.type.bytes * 8;
  const usage = `${name}(1, 0x0a)`;
  const isSigned = name.startsWith('i');
  if (bits === 8) return { usage, template: isSigned ? 'Signed bytes.' : 'Unsigned bytes.' };
  const template = isSigned ? 'Signed {0}-bit integers, {1}.' : 'Unsigned {0}-bit integers, {1}.';
  return { usage, template, args: [bits, orderOf(name)] };
}

const orderOf = (name: string): string =>
  name.endsWith('le') ? 'little-endian' : 'big-endian: the most significant byte first, network order';
