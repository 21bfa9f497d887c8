import type { LiveSocket } from '../../engine/liveSocket';
import type { OpenOnDial } from '../settings';
import type { ShowOptions } from './inspectorEditor';

/** Opens the inspector of what the user has dialled, as the setting says, and leaves the focus where it is. */
export class InspectorOnDial {
  readonly #dependencies: {
    readonly setting: () => OpenOnDial;
    readonly isInspectorOpen: () => boolean;
    readonly show: (socket: LiveSocket, options: ShowOptions) => Promise<void>;
  };
  #isFirst = true;

  constructor(dependencies: {
    readonly setting: () => OpenOnDial;
    readonly isInspectorOpen: () => boolean;
    readonly show: (socket: LiveSocket, options: ShowOptions) => Promise<void>;
  }) {
    this.#dependencies = dependencies;
  }

  /** Settles when it is open, or is not to be. */
  async dialled(socket: LiveSocket): Promise<void> {
    const { setting, isInspectorOpen, show } = this.#dependencies;
    const isFirst = this.#isFirst && !isInspectorOpen();
    this.#isFirst = false;
    const when = setting();
    if (when === 'always' || (when === 'first' && isFirst)) {
      await show(socket, { isBeside: true, preserveFocus: true });
    }
  }
}
