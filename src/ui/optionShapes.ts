import { optional } from '../base/argument';

/** What an argument may say of the groups of a UDP socket, whether it listens or dials. */
export const MULTICAST_SHAPE = {
  ttl: optional('number'),
  loopback: optional('boolean'),
  interface: optional('string'),
} as const;

const TLS_SHAPE = {
  cert: optional('string'),
  key: optional('string'),
  ca: optional('string'),
  alpn: optional('strings'),
  minVersion: optional('string'),
  maxVersion: optional('string'),
  keyLog: optional('boolean'),
} as const;

/** What an argument may say of TLS. */
export const LISTEN_TLS_SHAPE = { ...TLS_SHAPE, requestCert: optional('boolean') } as const;
export const DIAL_TLS_SHAPE = { ...TLS_SHAPE, insecure: optional('boolean'), servername: optional('string') } as const;

export const fieldNamesOf = <Shape extends object>(shape: Shape): readonly (keyof Shape & string)[] =>
  Object.keys(shape) as (keyof Shape & string)[];
