import type { Scheme } from '../../engine/address/schemes';
import { SockscopeError } from '../../base/error';
import { parseEndpoint, parsePeer, requireZone, type Endpoint } from '../../engine/address/endpoint';
import { textOf, type Variables } from './definitions';
import type { FileFacts } from './fileFacts';
import type { TextPart } from '../payload/term';
import { splitReference } from './references';
import type { AddressText } from '../syntax/nodes';
import type { ScriptProblems } from '../syntax/scriptProblem';
import type { SectionScope, SocketSymbol } from './sectionScope';

/** What is known of an address before anything runs. */
export interface KnownAddress {
  /** Undefined when it depends on what happens. */
  readonly transport: Scheme | undefined;
  /** It is written with the port 0, which lets the system choose. */
  readonly isFreePort: boolean;
  /** Absent when a part of it depends on what happens. */
  readonly endpoint?: Endpoint;
}

const UNKNOWN: KnownAddress = { transport: undefined, isFreePort: false };

/** Stands for a value that is not known yet, so that what is around it can be checked. */
const PLACEHOLDERS: ReadonlyMap<string, string> = new Map([
  ['port', '1'],
  ['host', '127.0.0.1'],
]);

/** Checks an endpoint to listen on or to dial, whose references have been checked. Undefined after a problem. */
export function checkEndpoint(
  address: AddressText,
  operation: 'listen' | 'dial',
  scope: SectionScope,
  { values: definitions, platform }: FileFacts,
  problems: ScriptProblems,
): KnownAddress | undefined {
  const [only] = address.parts;
  if (address.parts.length === 1 && only?.kind === 'variable') {
    const socket = socketBehind(only.name, scope);
    if (socket !== undefined) return { transport: socket.transport, isFreePort: false };
  }
  const text = plausibleText(address.parts, scope, definitions);
  if (text === undefined) return UNKNOWN;
  let endpoint: Endpoint;
  try {
    endpoint = parseEndpoint(text, platform);
    requireZone(endpoint);
  } catch (error) {
    report(error, address, problems);
    return undefined;
  }
  const isFreePort = !('path' in endpoint) && endpoint.port === 0;
  if (operation === 'dial' && isFreePort) {
    const template = 'Nobody can be dialled at port 0: name the port that the server listens on, or a listener as {0}.';
    problems.error(address, 'WIRE_BAD_ADDRESS', template, ['{{srv}}']);
    return undefined;
  }
  const isWritten = textOf(address.parts, definitions) !== undefined;
  return { transport: endpoint.scheme, isFreePort, ...(isWritten ? { endpoint } : {}) };
}

/** Checks where a datagram goes. */
export function checkPeer(
  address: AddressText,
  scope: SectionScope,
  definitions: Variables,
  problems: ScriptProblems,
): void {
  const text = plausibleText(address.parts, scope, definitions);
  if (text === undefined) return;
  try {
    parsePeer(text);
  } catch (error) {
    report(error, address, problems);
  }
}

function report(error: unknown, address: AddressText, problems: ScriptProblems): void {
  if (!(error instanceof SockscopeError)) throw error;
  problems.error(address, 'WIRE_BAD_ADDRESS', error.template, error.args);
}

/** The socket whose endpoint `{{name}}` or `{{name.peer}}` is. */
function socketBehind(name: string, scope: SectionScope): SocketSymbol | undefined {
  const { base, property } = splitReference(name);
  const symbol = scope.get(base);
  if (symbol === undefined || symbol.kind === 'definition' || symbol.kind === 'binding') return undefined;
  return property === '' || property === 'peer' ? symbol : undefined;
}

/** The text with plausible values in place of those that only a run knows; undefined when there are none. */
function plausibleText(parts: readonly TextPart[], scope: SectionScope, definitions: Variables): string | undefined {
  const texts = parts.map((part) => {
    const known = textOf([part], definitions);
    if (known !== undefined || part.kind === 'bytes') return known;
    return socketBehind(part.name, scope) === undefined
      ? PLACEHOLDERS.get(splitReference(part.name).property)
      : undefined;
  });
  return texts.includes(undefined) ? undefined : texts.join('');
}
