import type { WordInfo } from './words';

/** Something that is offered at a place of a wire file. */
export interface Offer {
  readonly label: string;
  readonly kind: 'keyword' | 'function' | 'variable' | 'constant' | 'value' | 'snippet';
  /** In the form of snippets; the label where it is absent. */
  readonly snippet?: string;
  readonly info?: WordInfo;
  /** Beside the label. */
  readonly detail?: string;
  /**
   * What the editor holds what is typed against, to keep the offer in its list; the label where it is absent. An offer
   * whose end somebody may type differently, such as a port, stands in the list for its beginning alone: so it never
   * replaces what is complete without it.
   */
  readonly filter?: string;
}
