export type MessageArgument = string | number;

/** Puts `args` in place of `{0}`, `{1}`, … : the same placeholders that VS Code's localisation uses. */
export function formatMessage(template: string, args: readonly MessageArgument[]): string {
  return template.replace(/\{(\d+)\}/g, (whole, index: string) => {
    const value = args[Number(index)];
    return value === undefined ? whole : String(value);
  });
}

/**
 * An error for people: a stable `code` for programs, a sentence that says what was tried, what it means and what to do.
 * The sentence is kept as a template with arguments, so that the user interface can translate it.
 */
export class SockscopeError extends Error {
  override readonly name = 'SockscopeError';

  constructor(
    /** Stable, upper case: a system code such as `EADDRINUSE`, or one of our own such as `BAD_ENDPOINT`. */
    readonly code: string,
    readonly template: string,
    readonly args: readonly MessageArgument[] = [],
    options?: ErrorOptions,
  ) {
    super(formatMessage(template, args), options);
  }
}
