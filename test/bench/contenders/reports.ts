/** What the contenders that run on Node tell the benchmark, over the channel that Node opens to a child process. */

/** Sent once, when a receiver can be reached. */
export interface Ready {
  readonly port: number;
}

/** What a process took while it received. */
export interface Consumption {
  /** Bytes by which the resident memory was larger at its peak than before the first connection. */
  readonly memoryGrowth: number;
  /** Milliseconds: the 99th percentile of the time between two turns of the event loop that a timer of 1 ms makes. */
  readonly loopDelay: number;
}

export interface StreamReport extends Consumption {
  /** Bytes that arrived and, where they are recorded, can be looked up. */
  readonly bytes: number;
}

export interface ShortConnectionsReport extends Consumption {
  /** From the first dialling to the end of the last capture. */
  readonly milliseconds: number;
  /** Files in the folder of captures at any time that it was looked at, and at the end. */
  readonly mostFiles: number;
  readonly files: number;
}

export interface DatagramReport {
  /** Datagrams that arrived and, where they are recorded, can be looked up. */
  readonly datagrams: number;
}

/** Of a relay; what is recorded on its two sides together, none where nothing is. */
export interface RelayReport extends StreamReport {
  readonly datagrams: number;
}

/** Milliseconds since the capture began to be opened. */
export interface OpeningReport {
  /** Until the first bytes could be shown. */
  readonly firstRows: number;
  /** Until everything was indexed. */
  readonly wholeIndex: number;
  /** Bytes of payload found, by which the benchmark checks that it really was everything. */
  readonly bytes: number;
}

export interface LookupReport {
  /** Microseconds for one lookup, on average. */
  readonly perLookup: number;
  /** Bytes of memory that the index takes per chunk. */
  readonly bytesPerChunk: number;
}

export interface LookingReport {
  /** Milliseconds of the event loop for one look. */
  readonly perLook: number;
  /** Milliseconds that the event loop was away at most, for this process's own work. */
  readonly longestSlice: number;
  /** Of one core, while somebody looks again and again. */
  readonly shareOfCore: number;
}

export interface FindingReport {
  readonly milliseconds: number;
  readonly matches: number;
  /** Bytes searched. */
  readonly bytes: number;
}

/** How long something took. */
export interface DurationReport {
  readonly milliseconds: number;
}

export interface CheckingReport extends DurationReport {
  /** Milliseconds when the file is checked once more, as after each change. */
  readonly again: number;
}
