import { SockscopeError } from '../base/error';
import type { ListenOptions, ServiceValue } from '../engine/listenOptions';
import { findService } from '../engine/services/services';
import { encodePayloadText } from './commands/payloadInput';

/**
 * A service's options as the engine takes them. Payloads come in payload syntax, as JSON has no bytes, or as bytes; what else is
 * wrong with them, the engine says.
 *
 * @throws SockscopeError `BAD_ARGUMENT`; TextError with the place of a payload's first mistake
 */
export async function readServiceOptions(
  service: string | undefined,
  given: Readonly<Record<string, unknown>>,
): Promise<NonNullable<ListenOptions['options']>> {
  const options = (service === undefined ? undefined : findService(service))?.options ?? {};
  const read: Record<string, ServiceValue> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const isPayload = Object.hasOwn(options, name) && options[name]?.kind === 'payload';
    if (typeof value === 'string') read[name] = isPayload ? await encodePayloadText(value) : value;
    // What is the caller's may change later, and the service sends it again and again.
    else if (value instanceof Uint8Array) read[name] = new Uint8Array(value);
    else {
      const template = '"{0}" in "options" must be a string, or a Uint8Array where it is a payload.';
      throw new SockscopeError('BAD_ARGUMENT', template, [name]);
    }
  }
  return read;
}
