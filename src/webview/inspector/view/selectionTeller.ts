import type { ShownConversation } from './conversation';
import type { InspectorLink } from '../protocol';

/** Commands act on what is selected: the extension knows of it as soon as it changed. */
export class SelectionTeller {
  readonly #link: InspectorLink;
  #conversation: ShownConversation | undefined;
  /** Names the selection that the extension knows of. */
  #told = '';

  constructor(link: InspectorLink) {
    this.#link = link;
  }

  tell(conversation: ShownConversation | undefined): void {
    if (!conversation?.range) return;
    const { direction, offset, length } = conversation.range;
    const name = `${direction} ${offset} ${length}`;
    if (conversation === this.#conversation && name === this.#told) return;
    this.#conversation = conversation;
    this.#told = name;
    this.#link.send({ type: 'selected', conversation: conversation.id, direction, offset, length });
  }
}
