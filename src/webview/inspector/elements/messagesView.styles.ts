import { css } from 'lit';

/** The table of messages, and the fields over it. */
export const messagesViewStyles = css`
  .center.messages {
    /* The fields may take several lines, but never the table's room: then they scroll. */
    grid-template-rows: fit-content(30%) minmax(0, 1fr) clamp(80px, var(--pane-bytes, 45%), 100% - 80px);
  }
  .center.messages.talk {
    grid-template-rows: fit-content(30%) minmax(0, 1fr) clamp(80px, var(--pane-bytes, 28%), 100% - 80px);
  }
  .without-bytes .center.messages {
    grid-template-rows: fit-content(30%) minmax(0, 1fr) auto;
  }
  .messages > .bytes-pane > sockscope-separator {
    inset: -3px 0 auto;
    width: auto;
    height: 6px;
  }
  sockscope-message-form {
    min-height: 0;
    overflow-y: auto;
  }
  .center.messages .bytes-pane {
    border-block-start: 1px solid var(--line-color);
  }
  sockscope-messages {
    container-type: inline-size;
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
    font-family: var(--bytes-font);
    font-size: var(--vscode-editor-font-size, 13px);
    font-variant-ligatures: none;
    --row-height: round(1.7em, 1px);
  }
  .message-scroller {
    position: relative;
    flex: 1;
    min-height: 0;
    overflow: auto;
    overflow-anchor: none;
    outline: none;
  }
  .message-scroller:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  .message-content {
    min-height: 100%;
  }
  .message-view {
    position: sticky;
    top: var(--row-height);
    overflow: clip;
    contain: layout paint;
  }
  .message-row {
    box-sizing: border-box;
    display: grid;
    grid-template-columns: 7ch 16ch 12ch 14ch 14ch minmax(12ch, 1fr);
    gap: 0 1.5ch;
    height: var(--row-height);
    padding-inline: 1.5ch 1ch;
    line-height: var(--row-height);
    white-space: pre;
    outline: none;
    cursor: default;
  }
  .messageLength .short {
    display: none;
  }
  /* What else is in a row takes 73ch of it: a preview of less than 24ch tells nothing. */
  @container (max-width: 97ch) {
    .message-row {
      grid-template-columns: 5ch 15ch 11ch 3ch 11ch minmax(8ch, 1fr);
      gap: 0 1ch;
      padding-inline: 0.5ch;
    }
    .message-row .messageDirection .name {
      display: none;
    }
    .message-columns .messageDirection {
      text-overflow: clip;
    }
  }
  @container (max-width: 75ch) {
    .message-row {
      grid-template-columns: 5ch 3ch 9ch minmax(8ch, 1fr);
    }
    .message-row :is(.messageDelta, .messageTime, .messageLength .label) {
      display: none;
    }
    .message-row .messageLength .short {
      display: inline;
    }
  }
  /* The same rows as a talk: what was said in a bubble, who said it at its side, beside it the time and how much it is. */
  .talk sockscope-messages {
    --row-height: round(2.3em, 1px);
  }
  .talk .message-row {
    display: flex;
    align-items: center;
    gap: 1.2ch;
    padding-inline: 1ch;
  }
  .talk .message-row:not(.message-columns) {
    line-height: 1.6;
  }
  .talk .message-row.sent {
    flex-direction: row-reverse;
  }
  .talk .message-row:not(.message-columns) :is(.messageNumber, .messageDelta) {
    display: none;
  }
  /* For assistive tools alone. */
  .talk .message-columns > :not(.talk-side) {
    position: absolute;
    width: 1px;
    height: 1px;
    padding: 0;
    border: 0;
    clip-path: inset(50%);
  }
  .talk .message-columns {
    justify-content: space-between;
  }
  .talk-side {
    font-weight: 600;
  }
  .talk-side.received {
    color: var(--received-color);
  }
  .talk-side.sent {
    color: var(--sent-color);
  }
  .talk .message-row > span {
    flex: none;
  }
  .talk .message-row > .messagePreview {
    order: -1;
    flex: 0 1 auto;
    min-width: 3ch;
    box-sizing: border-box;
    padding: 1px 1.2ch;
    border: 1px solid var(--received-color);
    border-radius: 4px 10px 10px 10px;
    background: color-mix(in srgb, var(--received-base) 14%, var(--vscode-editor-background));
    color: var(--vscode-editor-foreground);
  }
  .talk .message-row.sent > .messagePreview {
    border-color: var(--sent-color);
    border-radius: 10px 4px 10px 10px;
    background: color-mix(in srgb, var(--sent-base) 14%, var(--vscode-editor-background));
  }
  .vscode-high-contrast .talk .message-row > .messagePreview {
    background: var(--vscode-editor-background);
  }
  .talk .message-row:not(.message-columns, .current) > :is(.messageTime, .messageLength) {
    color: var(--dim-color);
  }
  .talk .message-row:not(.message-columns) > :is(.messageTime, .messageLength) {
    font-size: 0.88em;
  }
  @container (max-width: 520px) {
    .talk .message-row .messageDirection .name {
      display: none;
    }
  }
  .message-row > span {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .message-row.pinned {
    position: absolute;
    top: -100px;
    inset-inline: 0;
  }
  .message-columns {
    position: sticky;
    top: 0;
    z-index: 1;
    color: var(--dim-color);
    background: var(--vscode-editor-background);
    box-shadow: 0 1px var(--line-color);
  }
  .messageNumber,
  .messageDelta,
  .messageLength {
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  .message-row:not(.message-columns) :is(.messageNumber, .messageDelta) {
    color: var(--dim-color);
  }
  .message-row.sent .messageDirection {
    color: var(--sent-color);
  }
  .message-row.received .messageDirection {
    color: var(--received-color);
  }
  .message-row .peer {
    color: var(--dim-color);
  }
  .message-row .unfinished {
    color: var(--dim-color);
    font-style: italic;
  }
  .message-row:not(.message-columns):hover {
    background: var(--vscode-list-hoverBackground);
  }
  .message-row.current {
    background: var(--vscode-list-inactiveSelectionBackground);
  }
  .message-row.current,
  .message-row.current > span,
  .message-row.current .peer {
    color: var(--vscode-list-inactiveSelectionForeground, var(--vscode-editor-foreground));
  }
  .message-row.current:focus {
    background: var(--vscode-list-activeSelectionBackground);
  }
  .message-row.current:focus,
  .message-row.current:focus > span,
  .message-row.current:focus .peer {
    color: var(--vscode-list-activeSelectionForeground, var(--vscode-editor-foreground));
  }
  .message-row.current {
    outline: 1px dotted var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  .message-row.current:focus {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }

  .message-form {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 5px 8px;
    padding: 5px 12px;
    border-bottom: 1px solid var(--line-color);
  }
  .message-form label {
    display: inline-flex;
    align-items: center;
    gap: 5px;
  }
  .message-form .picker select {
    height: 24px;
  }
  .message-form input {
    box-sizing: border-box;
    width: 15ch;
    height: 24px;
    padding: 0 6px;
    border: 1px solid var(--vscode-input-border, var(--vscode-dropdown-border, var(--line-color)));
    border-radius: 3px;
    background: var(--vscode-input-background, var(--vscode-editor-background));
    color: var(--vscode-input-foreground, var(--vscode-editor-foreground));
    font: inherit;
  }
  .message-form input.wide {
    width: 20ch;
  }
  .message-form input::placeholder {
    color: var(--vscode-input-placeholderForeground, var(--dim-color));
    opacity: 1;
  }
  .message-form input:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  .message-form input[aria-invalid='true'] {
    border-color: var(--vscode-inputValidation-errorBorder, #be1100);
    border-style: dashed;
  }
  .message-form .noted {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-width: 0;
  }
  .message-form .note {
    overflow-wrap: anywhere;
    color: var(--dim-color);
    font-variant-numeric: tabular-nums;
  }
  .message-form .outcome {
    margin-inline-start: auto;
    display: inline-flex;
    align-items: center;
    gap: 8px;
    color: var(--dim-color);
    font-variant-numeric: tabular-nums;
  }
  @media (max-width: 480px) {
    .message-form {
      gap: 4px 6px;
      padding-inline: 8px;
    }
    .message-form input {
      width: 10ch;
    }
    .message-form input.wide {
      width: 14ch;
    }
  }
  /* As at 400 %: the fields, a message and a row of bytes, each of which scrolls. */
  @media (max-height: 200px) {
    :not(.without-bytes) > .center.messages {
      grid-template-rows: 35px minmax(45px, 1fr) 66px;
    }
  }
  /* The find bar is as high as what is left for the bytes. */
  @media (max-height: 520px) {
    :not(.without-bytes) > .center.messages:has(.find-bar) {
      grid-template-rows: fit-content(30%) 60px 190px;
      overflow-y: auto;
    }
  }
  /* Hardly any height: the fields keep to one line, which scrolls, and leave the room to messages and bytes. */
  @media (max-height: 500px) {
    .message-form {
      flex-wrap: nowrap;
      overflow-x: auto;
      white-space: nowrap;
    }
    .message-form > * {
      flex: none;
    }
  }
`;
