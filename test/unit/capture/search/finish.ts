import type { MatcherWork } from '../../../../src/capture/search/streamMatcher';

/** Does the work without giving way. */
export function finish(work: MatcherWork): boolean {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}
