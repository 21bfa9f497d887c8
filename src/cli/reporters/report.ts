/** What a run of wire files amounts to, for reporters. */
import type { SectionReport } from '../../wire/run/sectionReport';

export type { SectionReport } from '../../wire/run/sectionReport';

export interface RunReport {
  readonly sections: readonly SectionReport[];
  readonly passed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly skipped: number;
  /** Milliseconds. */
  readonly duration: number;
}

export interface Reporter {
  /** `total`: how many sections there are. */
  readonly begin?: (total: number) => Promise<void>;
  /** In the order of the files, each when its turn comes. */
  readonly section: (section: SectionReport, number: number) => Promise<void>;
  readonly end: (report: RunReport) => Promise<void>;
}
