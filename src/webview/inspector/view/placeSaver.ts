import type { SavedState } from './savedState';

/** The place is saved at most this often, in milliseconds. */
const SAVE_INTERVAL = 300;

/** Saves where the user is: soon after each move, once for many. */
export class PlaceSaver {
  readonly #place: () => SavedState | undefined;
  readonly #save: (place: SavedState) => void;
  #timer = 0;

  constructor(place: () => SavedState | undefined, save: (place: SavedState) => void) {
    this.#place = place;
    this.#save = save;
  }

  soon(): void {
    if (this.#timer !== 0) return;
    this.#timer = window.setTimeout(() => {
      this.#timer = 0;
      const place = this.#place();
      if (place) this.#save(place);
    }, SAVE_INTERVAL);
  }
}
