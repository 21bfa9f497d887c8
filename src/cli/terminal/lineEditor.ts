import readline from 'node:readline';
import { Writable, type Readable } from 'node:stream';

/** What can stand in the place of the last word. */
export interface Completion {
  readonly word: string;
  readonly words: readonly string[];
}

export type Complete = (text: string) => Promise<Completion>;

/** Lines that an arrow brings back. They are kept for as long as the program runs, and nowhere else. */
const HISTORY = 1000;

const PROMPT = '> ';
const LF = 0x0a;

/** Where lines are edited, and what else is written there. */
export class LineEditor {
  readonly #input: Readable;
  readonly #output: Writable;
  readonly #interrupt: () => void;
  #editor: readline.Interface | undefined;

  constructor(input: Readable, output: Writable, interrupt: () => void) {
    this.#input = input;
    this.#output = output;
    this.#interrupt = interrupt;
  }

  /** The lines that are typed from now on, without their ends, until Ctrl+D, Ctrl+C or {@link close}. */
  lines(complete: Complete): AsyncIterable<string> {
    const editor = readline.createInterface({
      input: this.#input,
      output: this.#output,
      terminal: true,
      prompt: PROMPT,
      historySize: HISTORY,
      removeHistoryDuplicates: true,
      completer: (text: string, done: (error: Error | null, result?: [string[], string]) => void) => {
        complete(text).then(
          ({ words, word }) => {
            done(null, [[...words], word]);
          },
          (error: unknown) => {
            done(error instanceof Error ? error : new Error(String(error)));
          },
        );
      },
    });
    this.#editor = editor;
    // Keys are read one by one, so that the system makes no signal of them.
    editor.on('SIGINT', () => {
      this.#interrupt();
      this.close();
    });
    editor.on('line', () => {
      editor.prompt();
    });
    editor.on('close', () => {
      this.#editor = undefined;
      this.#output.write('\n');
    });
    editor.prompt();
    return editor;
  }

  /** Gives the terminal back as it was. */
  close(): void {
    this.#editor?.close();
  }

  /** `stream`, which is the same terminal: what is written there stands above the line that is being edited. */
  above(stream: Writable): Writable {
    const above = new Writable({
      write: (bytes: Uint8Array, _encoding, done) => {
        const editor = this.#editor;
        if (editor === undefined) {
          stream.write(bytes, done);
          return;
        }
        readline.moveCursor(stream, 0, -editor.getCursorPos().rows);
        readline.cursorTo(stream, 0);
        readline.clearScreenDown(stream);
        stream.write(bytes, done);
        if (bytes.at(-1) !== LF) stream.write('\n');
        editor.prompt(true);
      },
    });
    stream.on('error', (error) => above.destroy(error));
    return above;
  }
}
