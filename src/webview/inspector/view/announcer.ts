/** Sentences that a screen reader is to say and that are seen elsewhere on the page, each with a number of its own. */
export interface Announcement {
  readonly number: number;
  readonly sentence: string;
}

/** What is said of one thing replaces what was to be said of it before. */
export type Topic = 'news' | 'sent' | 'state' | 'selection' | 'found' | 'taken';

/** Sentences that stay for who looks at what was said last. */
const KEPT = 4;

/** How an announcer waits; returns how to call it off. */
export type Later = (action: () => void, wait: number) => () => void;

const laterInPage: Later = (action, wait) => {
  const timer = setTimeout(action, wait);
  return () => {
    clearTimeout(timer);
  };
};

/** Says in a live region what happens, so rarely that it can be listened to. Says `change` whenever there is something new. */
export class Announcer extends EventTarget {
  readonly #later: Later;
  readonly #waiting = new Map<Topic, { sentence: () => string | undefined; readonly cancel: () => void }>();
  #said: readonly Announcement[] = [];
  #count = 0;

  constructor(later: Later = laterInPage) {
    super();
    this.#later = later;
  }

  /** The last sentences, oldest first. */
  get said(): readonly Announcement[] {
    return this.#said;
  }

  /** Says a sentence once nothing else was to be said of its topic for so many milliseconds. */
  settle(topic: Topic, wait: number, sentence: string): void {
    this.forget(topic);
    this.#wait(topic, wait, () => sentence);
  }

  /** Says, so many milliseconds after it was first asked to, what there is to be said by then; undefined: nothing. */
  gather(topic: Topic, wait: number, sentence: () => string | undefined): void {
    const waiting = this.#waiting.get(topic);
    if (waiting) waiting.sentence = sentence;
    else this.#wait(topic, wait, sentence);
  }

  /** Leaves unsaid what was to be said of a topic. */
  forget(topic: Topic): void {
    this.#waiting.get(topic)?.cancel();
    this.#waiting.delete(topic);
  }

  /** Nothing is waited for any more. */
  stop(): void {
    for (const topic of [...this.#waiting.keys()]) this.forget(topic);
  }

  #wait(topic: Topic, wait: number, sentence: () => string | undefined): void {
    const cancel = this.#later(() => {
      const text = this.#waiting.get(topic)?.sentence();
      this.#waiting.delete(topic);
      if (text !== undefined && text !== '') this.#say(text);
    }, wait);
    this.#waiting.set(topic, { sentence, cancel });
  }

  #say(sentence: string): void {
    this.#said = [...this.#said, { number: ++this.#count, sentence }].slice(-KEPT);
    this.dispatchEvent(new Event('change'));
  }
}
