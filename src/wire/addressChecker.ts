import { SockscopeError } from '../bytes/error';
import { parseEndpoint, parsePeer, requireZone, type Endpoint } from '../engine/endpoint';
import { textOf, type Variables } from './constants';
import type { TextPart } from './payloadTerm';
import { splitReference } from './references';
import type { AddressText } from './script';
import type { ScriptProblems } from './scriptProblem';
import type { SectionScope, SocketSymbol, Transport } from './sectionScope';

/** What is known of an address before anything runs. */
export interface KnownAddress {
  /** Undefined when it depends on what happens. */
  readonly transport: Transport | undefined;
  /** It is written with the port 0, which lets the system choose. */
  readonly isFreePort: boolean;
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
  constants: Variables,
  problems: ScriptProblems,
): KnownAddress | undefined {
  const [only] = address.parts;
  if (address.parts.length === 1 && only?.kind === 'variable') {
    const socket = socketBehind(only.name, scope);
    if (socket !== undefined) return { transport: socket.transport, isFreePort: false };
  }
  const text = plausibleText(address.parts, scope, constants);
  if (text === undefined) return UNKNOWN;
  let endpoint: Endpoint;
  try {
    endpoint = parseEndpoint(text);
    requireZone(endpoint);
  } catch (error) {
    report(error, address, problems);
    return undefined;
  }
  const isFreePort = endpoint.transport !== 'unix' && endpoint.port === 0;
  if (operation === 'dial' && isFreePort) {
    const template = 'Nobody can be dialled at port 0: name the port that the server listens on, or a listener as {0}.';
    problems.error(address, 'WIRE_BAD_ADDRESS', template, ['{{srv}}']);
    return undefined;
  }
  return { transport: endpoint.transport, isFreePort };
}

/** Checks where a datagram goes. */
export function checkPeer(
  address: AddressText,
  scope: SectionScope,
  constants: Variables,
  problems: ScriptProblems,
): void {
  const text = plausibleText(address.parts, scope, constants);
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
  if (symbol === undefined || symbol.kind === 'variable' || symbol.kind === 'bound') return undefined;
  return property === '' || property === 'peer' ? symbol : undefined;
}

/** The text with plausible values in place of those that only a run knows; undefined when there are none. */
function plausibleText(parts: readonly TextPart[], scope: SectionScope, constants: Variables): string | undefined {
  const texts = parts.map((part) => {
    const known = textOf([part], constants);
    if (known !== undefined || part.kind === 'bytes') return known;
    return socketBehind(part.name, scope) === undefined
      ? PLACEHOLDERS.get(splitReference(part.name).property)
      : undefined;
  });
  return texts.includes(undefined) ? undefined : texts.join('');
}
