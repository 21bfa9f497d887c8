/** How commands tell a click from a call of the API. */

/** What a row of a view is: VS Code passes it to the commands of the row's menu. */
export abstract class ClickedRow {
  readonly #isRow = true;

  static is(value: unknown): boolean {
    return typeof value === 'object' && value !== null && #isRow in value;
  }
}

/** The second argument of a row's own command: the row itself was clicked, and the focus stays in the tree. */
export const ROW_CLICKED = 'row';

/**
 * The second argument that our own lenses and links, such as those of the walkthrough, pass: somebody clicked, and is told what goes wrong. The first one is
 * what a call of the API passes.
 */
export const CLICKED = 'clicked';
