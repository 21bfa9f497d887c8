/** A clock that a test moves on. */
export class ManualClock {
  time = 0;
  readonly now = (): number => this.time;
}
