import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findTool } from '../../support/tools';
import { NodeContender } from './node-contender';
import type { Row } from './row';

export interface BenchSettings {
  /** Where the run may write; it is removed at the end. */
  readonly folder: string;
  /** Where the compiled senders and the bundled contenders are. */
  readonly programs: string;
  /** How often each contender runs. */
  readonly runs: number;
  /** Multiplies every size. */
  readonly scale: number;
}

/** What sections share. */
export class Bench {
  readonly runs: number;
  /** For a process that goes on elsewhere. */
  readonly settings: BenchSettings;

  constructor(settings: BenchSettings) {
    this.settings = settings;
    this.runs = settings.runs;
  }

  /** A size as this run has it: a multiple of `unit`, at least one. */
  scaled(size: number, unit = 1): number {
    return Math.max(1, Math.round((size * this.settings.scale) / unit)) * unit;
  }

  /** The path of a compiled sender. */
  sender(name: string): string {
    return join(this.settings.programs, name);
  }

  /** Starts one of test/bench/contenders. */
  contender(name: string, ...args: readonly string[]): NodeContender {
    return new NodeContender(join(this.settings.programs, `${name}.cjs`), args);
  }

  /** The path of a program that the section has asked for. */
  tool(name: string): string {
    const path = findTool(name);
    if (path === undefined) throw new Error(`${name} is not installed.`);
    return path;
  }

  /** Calls `work` with an empty folder, which is removed afterwards. */
  async inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
    const folder = await mkdtemp(join(this.settings.folder, 'run-'));
    try {
      return await work(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

/** A part of the benchmark that can be run by itself. */
export interface Section {
  readonly name: string;
  /** Programs that it needs. */
  readonly tools: readonly string[];
  /** Bytes on disk at once, at full scale. */
  readonly diskBytes: number;
  /** Measures, printing as it goes. */
  readonly measure: (bench: Bench) => Promise<Row[]>;
}
