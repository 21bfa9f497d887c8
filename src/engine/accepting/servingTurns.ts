import type { Connection } from '../connection';

/** What takes turns. */
export type TurnTaker = Pick<
  Connection,
  'bytesSent' | 'bytesWaiting' | 'sendsWaiting' | 'state' | 'hold' | 'release' | 'onReceive'
>;

/**
 * Lets the connections of one listener have one request at a time answered. Whose bytes come first has the turn; meanwhile nothing is
 * read of the others, whose requests wait in the kernel. Who is next, the kernel says, as it does to any server that asks it whom
 * to read.
 */
export class ServingTurns<T extends TurnTaker> {
  readonly #members = new Set<T>();
  readonly #answersByItself: boolean;
  #current: T | undefined;
  /** What it had sent before. */
  #sentBefore = 0;

  /** @param answersByItself A service answers: what it does not answer at once needs no answer. Else the user does. */
  constructor(answersByItself: boolean) {
    this.#answersByItself = answersByItself;
  }

  /** Whose request is being answered. */
  get current(): T | undefined {
    return this.#current;
  }

  /** Before anything is read of it. */
  join(connection: T): void {
    this.#members.add(connection);
    connection.onReceive(() => {
      this.#begin(connection);
    });
    if (this.#current) connection.hold('turn');
  }

  /** Something about it has changed: its answer may be on its way. */
  look(connection: T): void {
    if (connection !== this.#current) return;
    const { bytesSent, bytesWaiting, sendsWaiting, state } = connection;
    if (bytesWaiting > 0 || sendsWaiting > 0) return;
    // Whoever sends no more does not answer.
    if (this.#answersByItself || bytesSent > this.#sentBefore || state === 'half-closed-local') this.#end();
  }

  /** It has ended. */
  leave(connection: T): void {
    this.#members.delete(connection);
    if (connection === this.#current) this.#end();
  }

  #begin(connection: T): void {
    if (this.#current) return;
    this.#current = connection;
    this.#sentBefore = connection.bytesSent;
    for (const other of this.#members) if (other !== connection) other.hold('turn');
  }

  #end(): void {
    this.#current = undefined;
    // Nothing is read before all of them are asked again.
    for (const member of this.#members) member.release('turn');
  }
}
