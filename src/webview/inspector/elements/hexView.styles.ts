import { css } from 'lit';

/**
 * Colours come from the theme. The directions' own colours are mixed with the foreground, so that they are legible as text
 * (4.5 to 1) in every theme; a high-contrast theme gets its own colours unmixed.
 */
export const hexViewStyles = css`
  /* Registered, so that its em is that of the view and not of whoever uses it. */
  @property --row-height {
    syntax: '<length>';
    inherits: true;
    initial-value: 20px;
  }

  sockscope-hex-view {
    position: relative;
    display: block;
    min-width: 0;
    min-height: 0;
    font-family: var(--bytes-font);
    font-size: var(--vscode-editor-font-size, 13px);
    font-weight: var(--vscode-editor-font-weight, normal);
    font-variant-ligatures: none;
    --row-height: round(1.55em, 1px);
  }

  .scroller {
    position: relative;
    box-sizing: border-box;
    height: 100%;
    overflow: auto;
    overflow-anchor: none;
    outline: none;
    user-select: none;
    cursor: text;
  }
  .scroller:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }

  .content {
    width: max-content;
    min-width: 100%;
    min-height: 100%;
  }
  .view {
    position: sticky;
    top: var(--row-height);
    overflow: clip;
    contain: layout paint;
  }
  .slot {
    height: var(--row-height);
  }
  /* Not by \`visibility\`, which every cell inherits: each would be styled and painted anew to hide it, and again to show it. */
  .slot.pending {
    content-visibility: hidden;
  }
  @supports not (content-visibility: hidden) {
    .slot.pending {
      visibility: hidden;
    }
  }
  .slot.pinned {
    position: absolute;
    top: -100px;
  }

  .row {
    position: relative;
    box-sizing: border-box;
    display: flex;
    align-items: center;
    height: var(--row-height);
    padding-inline: calc(1ch + 3px) 1ch;
    white-space: pre;
    line-height: var(--row-height);
  }
  .row.sent {
    --direction: var(--sent-color);
    --bar: var(--sent-base);
  }
  .row.received {
    --direction: var(--received-color);
    --bar: var(--received-base);
  }
  .vscode-high-contrast .row:is(.sent, .received) {
    --bar: var(--direction);
  }
  .row.bytes::before,
  .row.heading::before {
    content: '';
    position: absolute;
    inset: 0 auto 0 0;
    width: 3px;
    background: var(--bar);
  }

  .row.columns {
    position: sticky;
    top: 0;
    z-index: 1;
    color: var(--dim-color);
    background: var(--vscode-editor-background);
    box-shadow: 0 1px var(--line-color);
    cursor: default;
  }
  /* Measures how many digits fit. Fixed, so that the rows' scroll bar does not count them. */
  .digits {
    position: fixed;
    visibility: hidden;
    pointer-events: none;
  }
  /* As wide as any row of bytes: rows on their way have no width of their own, and the view must stay where it is sideways. */
  .columns .text {
    min-width: var(--text-width);
  }
  .columns .current {
    color: var(--vscode-editorLineNumber-activeForeground, var(--vscode-editor-foreground));
    font-weight: 600;
  }

  .offset {
    flex: none;
    color: var(--dim-color);
  }
  .hex {
    flex: none;
    width: var(--hex-width);
    margin-inline: 1.5ch 1.2ch;
  }
  .byte {
    display: inline-block;
    box-sizing: border-box;
    width: var(--byte-width);
    height: var(--row-height);
    text-align: center;
    outline: none;
  }
  .byte.lead {
    margin-inline-start: 1ch;
  }
  .text {
    flex: none;
    height: var(--row-height);
  }
  .glyph {
    display: inline-block;
    width: 1ch;
    height: var(--row-height);
    text-align: center;
    vertical-align: top;
  }
  .null,
  .control,
  .high {
    color: var(--dim-color);
  }
  /* Their pictures are two or three small letters in the room of one. */
  .glyph.control {
    width: calc(1ch / 1.15);
    font-size: 1.15em;
    color: var(--control-color);
  }

  /* The rest of a character of several bytes: a line that leads on from it. */
  .glyph.continued {
    background: linear-gradient(var(--line-of-text), var(--line-of-text)) 0 100% / 100% 1px no-repeat;
    --line-of-text: color-mix(in srgb, var(--dim-color) 60%, transparent);
  }
  /* A chunk begins at this byte. In reversed groups what came before stands on its right. */
  .begins {
    --begins-line: inset 2px 0 var(--begins-color, var(--direction));
  }
  .reversed .byte.begins {
    --begins-line: inset -2px 0 var(--begins-color, var(--direction));
  }
  /* What says one thing of a byte does not hide what says another. */
  .begins,
  .found,
  .byte.selected.caret:focus,
  .byte.selected + .byte.selected.lead,
  .vscode-high-contrast .byte.caret:focus {
    box-shadow:
      var(--begins-line, 0 0 transparent), var(--found-line, 0 0 transparent), var(--caret-gap, 0 0 transparent),
      var(--selection-gap, 0 0 transparent);
  }
  .missing,
  .missing-note {
    color: var(--dim-color);
    font-style: italic;
  }

  .bytes:hover {
    background: var(--vscode-list-hoverBackground);
  }
  .byte.selected,
  .glyph.selected {
    background: var(--vscode-editor-selectionBackground);
    color: var(--vscode-editor-selectionForeground, var(--vscode-editor-foreground));
  }
  .selected {
    --begins-color: var(--vscode-editor-selectionForeground, var(--vscode-editor-foreground));
  }
  .byte.selected + .byte.selected.lead {
    --selection-gap: -1ch 0 var(--vscode-editor-selectionBackground);
  }
  .caret {
    outline: 1px solid var(--dim-color);
    outline-offset: -1px;
  }
  .selected.caret {
    outline-color: var(--vscode-editor-selectionForeground, var(--vscode-editor-foreground));
  }
  .byte.caret:focus {
    outline: 2px solid var(--vscode-focusBorder);
    outline-offset: -2px;
  }
  .whole {
    outline: none;
  }
  .whole.visited:focus {
    outline: 2px solid var(--vscode-focusBorder);
    outline-offset: 1px;
  }
  /* Its ring is seen against this gap, whatever is below it. */
  .byte.selected.caret:focus,
  .vscode-high-contrast .byte.caret:focus {
    --caret-gap: inset 0 0 0 3px var(--vscode-editor-background);
  }

  .row > .whole {
    display: flex;
    gap: 2ch;
    align-items: baseline;
  }
  .row.heading {
    background: color-mix(in srgb, var(--bar) 9%, var(--vscode-editor-background));
    cursor: default;
  }
  .heading .number {
    min-width: 5ch;
  }
  .heading .delta {
    min-width: 11ch;
  }
  .heading .direction {
    min-width: 10ch;
    color: var(--direction);
    font-weight: 600;
  }
  .heading .number,
  .heading .delta,
  .heading .peer,
  .event .time {
    color: var(--dim-color);
  }
  .row.event {
    color: var(--dim-color);
    font-style: italic;
    cursor: default;
  }
  /* The times of events stand below those of chunks. */
  .event .label {
    min-width: 14ch;
  }
  .event .mark {
    font-style: normal;
  }
`;
