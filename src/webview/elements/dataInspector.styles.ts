import { css } from 'lit';

export const dataInspectorStyles = css`
  sockscope-data-inspector {
    display: block;
    min-width: 0;
    min-height: 0;
    overflow: auto;
    background: var(--vscode-sideBar-background, var(--vscode-editor-background));
    color: var(--vscode-foreground);
  }
  .data-inspector {
    padding: 0 10px 16px;
  }
  .data-inspector h2 {
    margin: 12px 6px 4px;
    font-size: 11px;
    font-weight: 600;
    text-transform: uppercase;
    letter-spacing: 0.04em;
    color: var(--vscode-sideBarSectionHeader-foreground, var(--vscode-foreground));
  }
  .data-inspector .hint {
    max-width: 44ch;
    margin-inline: 6px;
    color: var(--vscode-descriptionForeground);
  }
  .data-inspector .place {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 2px 12px;
    margin: 0 6px 8px;
    font-variant-numeric: tabular-nums;
  }
  .place .sign {
    font-weight: 600;
  }
  .place.sent .sign {
    color: var(--sent-color);
  }
  .place.received .sign {
    color: var(--received-color);
  }
  .selection-length {
    padding: 0 6px;
    border-radius: 3px;
    background: var(--vscode-badge-background);
    color: var(--vscode-badge-foreground);
  }

  .data-inspector table {
    width: 100%;
    border-collapse: collapse;
    table-layout: fixed;
  }
  .data-inspector th,
  .data-inspector td {
    padding: 0;
    text-align: start;
    vertical-align: top;
    font-weight: normal;
  }
  .data-inspector th:first-child {
    width: 4em;
    padding-inline-start: 6px;
  }
  .data-inspector thead th {
    padding: 4px 6px;
    vertical-align: bottom;
    border-bottom: 1px solid var(--line-color);
  }
  .data-inspector thead th:first-child {
    color: var(--dim-color);
  }
  .order {
    display: block;
    font-weight: 600;
  }
  .tag {
    display: inline-block;
    margin-inline-end: 6px;
    font-size: 0.85em;
    color: var(--dim-color);
  }
  .data-inspector tbody th,
  .data-inspector td {
    font-family: var(--vscode-editor-font-family, monospace);
    font-size: var(--vscode-editor-font-size, 13px);
    line-height: 1.55;
  }
  @container (max-width: 400px) {
    .data-inspector {
      padding-inline: 4px;
    }
    .data-inspector tbody th,
    .data-inspector td {
      font-size: calc(0.9 * var(--vscode-editor-font-size, 13px));
    }
  }
  .data-inspector tbody th {
    padding-block: 1px;
    color: var(--dim-color);
  }
  .data-inspector tbody tr:hover {
    background: var(--vscode-list-hoverBackground);
  }
  .data-inspector tr.fits {
    background: color-mix(in srgb, var(--vscode-editor-selectionBackground) 45%, transparent);
  }
  .vscode-high-contrast tr.fits {
    background: none;
    outline: 1px dashed var(--vscode-contrastActiveBorder);
    outline-offset: -1px;
  }
  .value {
    display: block;
    width: 100%;
    box-sizing: border-box;
    padding: 1px 6px;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
    overflow-wrap: anywhere;
    unicode-bidi: isolate;
    white-space: pre-wrap;
    cursor: copy;
  }
  .value:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  /* Control pictures are small letters in the room of one. */
  [data-type='text'] .value {
    font-size: 1.15em;
    line-height: 1.35;
  }
  td.none {
    padding: 1px 6px;
    color: var(--dim-color);
    font-family: var(--vscode-font-family);
    font-size: 0.92em;
    font-style: italic;
  }
`;
