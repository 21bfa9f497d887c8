import { css } from 'lit';

export const findBarStyles = css`
  .find-bar {
    display: block;
    padding: 4px 8px;
    border-bottom: 1px solid var(--line-color);
    background: var(--vscode-editorWidget-background, var(--vscode-editor-background));
    color: var(--vscode-editorWidget-foreground, var(--vscode-foreground));
  }
  .find-row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 6px;
    padding: 2px 0;
  }
  .find-row > input[type='text'] {
    flex: 1;
    min-width: 0;
    height: 24px;
    box-sizing: border-box;
    padding: 0 6px;
    border: 1px solid var(--vscode-input-border, var(--line-color));
    border-radius: 3px;
    background: var(--vscode-input-background);
    color: var(--vscode-input-foreground);
    font-family: var(--bytes-font);
    font-size: inherit;
  }
  .find-row > input::placeholder {
    color: var(--vscode-input-placeholderForeground, var(--dim-color));
  }
  .find-row > input[aria-invalid='true'] {
    border-color: var(--vscode-inputValidation-errorBorder, var(--vscode-errorForeground));
  }
  .find-bar :is(input, select, button):focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  .find-bar .picker select {
    height: 22px;
    padding-inline: 6px 20px;
  }
  .find-bar .picker .codicon {
    inset-inline-end: 3px;
  }
  .find-case {
    display: inline-flex;
    align-items: center;
    gap: 4px;
  }
  .find-result {
    flex: 1;
    min-width: 12ch;
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  .find-taken {
    overflow: hidden;
    color: var(--dim-color);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .find-button {
    display: inline-flex;
    align-items: center;
    padding: 3px;
    border: 0;
    border-radius: 4px;
    background: none;
    color: var(--vscode-icon-foreground, inherit);
    cursor: pointer;
  }
  .find-button:hover {
    background: var(--vscode-toolbar-hoverBackground);
  }

  body {
    /* Opaque, and as legible as text: the theme's own is meant to be looked through. */
    --found-color: color-mix(
      in srgb,
      rgb(from var(--vscode-editorOverviewRuler-findMatchForeground, #d18616) r g b / 1) var(--tint),
      var(--vscode-editor-foreground)
    );
  }
  /* An underline besides the colour: a match is told apart in every theme. */
  .byte.found,
  .preview-text .found,
  .glyph.found {
    background-color: var(--vscode-editor-findMatchHighlightBackground, rgba(234, 92, 0, 0.33));
    --found-line: inset 0 -2px 0 var(--found-color);
  }
  .found.selected {
    --found-line: inset 0 -2px 0 var(--vscode-editor-selectionForeground, var(--found-color));
  }
  .found-marks {
    position: absolute;
    inset: var(--row-height, 20px) 0 0 auto;
    z-index: 1;
    width: 5px;
    height: calc(100% - var(--row-height, 20px));
    pointer-events: none;
    fill: var(--found-color);
  }
  .vscode-high-contrast .found-marks {
    fill: var(--vscode-contrastActiveBorder);
  }
`;
