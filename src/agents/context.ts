import type { CaptureAccess } from '../capture/captureAccess';
import type { Engine } from '../engine/engine';
import type { RecordingOrigin } from '../engine/recording';
import type { EncodeContext } from '../wire/payload/encoder';
import type { AgentSockets } from './agentSockets';
import type { AgentPermit } from './agentPermit';

/** A capture that agents may look into. */
export interface AgentCapture {
  /** As in a socket's `capture`. */
  readonly uri: string;
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt?: number;
  /** Whether it is being recorded. */
  readonly isLive: boolean;
  readonly origin?: RecordingOrigin;
}

/** What tools work on. Both doors make one, for as long as they are open. */
export interface AgentContext {
  readonly engine: Engine;
  readonly sockets: AgentSockets;
  /** Asked before a tool does anything; throws to refuse, where nobody trusts the workspace. */
  readonly requireTrust: () => void;
  /** Asked before anything that is not loopback, or not the agents' own; rejects to refuse. */
  readonly permit: AgentPermit;
  readonly captures: {
    readonly access: Pick<CaptureAccess, 'acquire'>;
    /** The newest first. */
    readonly list: () => Promise<readonly AgentCapture[]>;
  };
  /** For `file("…")` and wire files; inside the workspace alone. */
  readonly readFile: EncodeContext['readFile'];
  /** Milliseconds that dialling takes at most; the engine's unless given. */
  readonly dialTimeout?: () => number;
}
