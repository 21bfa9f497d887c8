import { SockscopeError, type Template } from '../base/error';

/** The cause in a few words, for what has a row whose tooltip says the rest: {0} and {1} are those of the whole sentence. */
interface Brief {
  readonly code: string;
  /** Of the whole sentence; absent: any of this code. */
  readonly sentence?: RegExp;
  readonly template: Template;
}

const LISTENING = /^Cannot listen on /;
const FROM_TAKEN = /^Cannot dial .* there is such a connection already/;

/** The first that fits is taken. */
const BRIEFS: readonly Brief[] = [
  {
    code: 'EADDRINUSE',
    sentence: /Sockscope already listens on \{1\}/,
    template: 'Sockscope already listens on {1}.',
  },
  {
    code: 'EADDRINUSE',
    sentence: /another program (?:listens on|has bound) \{1\}/,
    template: 'Another program listens on {1}.',
  },
  {
    code: 'EADDRINUSE',
    sentence: /a connection of \{1\} with \{2\} was closed a moment ago/,
    template: 'A closed connection still holds {1}.',
  },
  {
    code: 'EADDRINUSE',
    sentence: /\{1\} is the local end of a connection/,
    template: 'A connection has {1}.',
  },
  {
    code: 'EADDRINUSE',
    sentence: /^Cannot listen on unix:\{0\}/,
    template: 'Another program listens on unix:{0}.',
  },
  { code: 'EADDRINUSE', sentence: LISTENING, template: '{0} is in use.' },
  { code: 'EADDRINUSE', sentence: /^Cannot dial .* another socket has/, template: 'Another socket has {1}.' },
  { code: 'EADDRINUSE', sentence: FROM_TAKEN, template: 'A connection from {1} is there, or was closed a moment ago.' },
  {
    code: 'EADDRNOTAVAIL',
    sentence: FROM_TAKEN,
    template: 'A connection from {1} is there, or was closed a moment ago.',
  },
  { code: 'EADDRNOTAVAIL', sentence: /^Cannot dial .* no such address/, template: 'This machine does not have {1}.' },
  {
    code: 'PATH_NOT_A_SOCKET',
    sentence: LISTENING,
    template: 'A file that is no socket is at {0}.',
  },
  { code: 'PATH_STALE', template: 'A program that has ended left {0}.' },
  { code: 'EACCES', sentence: LISTENING, template: 'Permission denied: {0}.' },
  { code: 'EADDRNOTAVAIL', sentence: LISTENING, template: 'This machine does not have {0}.' },
  { code: 'ENOENT', sentence: LISTENING, template: 'There is no folder for {0}.' },
  { code: 'ENOENT', sentence: /^There is no socket at /, template: 'There is no socket at {0}.' },
  { code: 'ENOENT', sentence: /^There is no named pipe /, template: 'There is no named pipe {0}.' },
  { code: 'ECONNREFUSED', sentence: /^Nobody listens on /, template: 'Nobody listens on {0}.' },
  { code: 'ETIMEDOUT', sentence: /did not answer in time/, template: 'No answer from {0}.' },
  { code: 'ENOTFOUND', template: 'The host name of {0} is not known.' },
  { code: 'EAI_AGAIN', template: 'No name server answered for {0}.' },
  { code: 'ENETUNREACH', sentence: /^There is no route to \{0\}/, template: 'There is no route to {0}.' },
  { code: 'EHOSTUNREACH', template: 'There is no way to {0}.' },
];

/** What went wrong in a line that begins with the cause; the error itself where no row of the tree tells the rest. */
export function briefProblem(error: unknown): unknown {
  if (!(error instanceof SockscopeError)) return error;
  const brief = BRIEFS.find(({ code, sentence }) => code === error.code && (sentence?.test(error.template) ?? true));
  return brief ? new SockscopeError(error.code, brief.template, error.args, { cause: error }) : error;
}
