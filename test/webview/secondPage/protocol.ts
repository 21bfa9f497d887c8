/** A page with nothing of its own but its messages: a counter in the extension. */
export interface Requests {
  readonly add: { readonly params: { readonly amount: number }; readonly result: { readonly total: number } };
}

export type Told = { readonly type: 'ready' } | { readonly type: 'note'; readonly text: string };

export interface ToPage {
  readonly type: 'greeting';
  readonly name: string;
}

export const STRINGS = { greeting: 'Hello {0}', total: 'Total {0}' };
