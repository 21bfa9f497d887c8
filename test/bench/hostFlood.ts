import type { BenchSettings } from './harness/bench';

/** The environment's name for {@link HostFloodSettings}, as JSON. */
export const HOST_FLOOD_VARIABLE = 'SOCKSCOPE_HOST_FLOOD';

/** What is measured in an extension host, and where the results go. */
export interface HostFloodSettings extends BenchSettings {
  /** A multiple of {@link HOST_WRITE_BYTES}. */
  readonly bytes: number;
  /** A file for {@link HostFloodResults}, as JSON. */
  readonly results: string;
}

/** What the sender writes at once. */
export const HOST_WRITE_BYTES = 64 * 1024;

/** Those who receive, the first two in the extension host. */
export const HOST_CONTENDERS = [
  'Sockscope',
  'bare Node sink in the same host',
  '`ncat -l > file`',
  '`socat -u TCP-LISTEN OPEN`',
] as const;

export interface HostFloodRun {
  readonly nanoseconds: number;
  /** Milliseconds of the host's own work meanwhile, if it was the receiver. */
  readonly userCpu: number;
  /** Milliseconds that garbage collections took of that. */
  readonly collecting: number;
  /** Bytes. */
  readonly memoryGrowth: number;
}

/** The runs of each contender, in the order of {@link HOST_CONTENDERS}. */
export type HostFloodResults = readonly (readonly HostFloodRun[])[];
