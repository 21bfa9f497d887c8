import { css } from 'lit';

/** Also of the selection's table, which looks the same. */
export const typeTableStyles = css`
  table.types {
    width: 100%;
    border-collapse: collapse;
    table-layout: fixed;
  }
  .types th,
  .types td {
    padding: 0;
    text-align: start;
    vertical-align: top;
    font-weight: normal;
  }
  .types th:first-child {
    padding-inline-start: 6px;
  }
  .type-name {
    width: calc(6.5em + 6px);
  }
  /* Seen are those of .type-heads. */
  sockscope-type-table .types thead th {
    padding: 0;
    font-size: 0;
    line-height: 0;
  }
  sockscope-type-table {
    display: block;
  }
  .type-heads {
    position: sticky;
    top: 0;
    z-index: 1;
    display: grid;
    grid-template-rows: auto;
    grid-auto-rows: 0;
    overflow: hidden;
    background: var(--vscode-sideBar-background, var(--vscode-editor-background));
  }
  .heads {
    display: grid;
    grid-template-columns: calc(6.5em + 6px) minmax(0, 1fr) minmax(0, 1fr);
    align-items: end;
    overflow: hidden;
    border-bottom: 1px solid var(--line-color);
  }
  .heads > span {
    padding: 4px 6px;
    overflow-wrap: anywhere;
  }
  .heads > span:first-child {
    color: var(--dim-color);
  }
  .types thead th {
    padding: 4px 6px;
    vertical-align: bottom;
    border-bottom: 1px solid var(--line-color);
  }
  .types thead th:first-child {
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
  .types tbody th,
  .types td {
    font-family: var(--bytes-font);
    font-size: var(--vscode-editor-font-size, 13px);
    line-height: 1.55;
  }
  /* In a narrow pane, or where types stand in columns, so that numbers of 64 bits stay in a line. */
  @container (max-width: 460px) or (min-width: 844px) {
    .types tbody th,
    .types td {
      font-size: calc(0.9 * var(--vscode-editor-font-size, 13px));
    }
  }
  .types tbody th {
    padding-block: 1px;
    color: var(--dim-color);
  }
  .types tbody th[scope='row'] {
    position: relative;
    overflow-wrap: anywhere;
  }
  .types .family th {
    padding: 10px 6px 2px;
    font-family: inherit;
    font-size: 0.92em;
    color: var(--dim-color);
  }
  .types tbody .family:hover {
    background: none;
  }
  /* Over the end of the name, so that the names can have all the room that there is. */
  .tools {
    position: absolute;
    inset: 0 0 auto auto;
    display: flex;
    background: var(--vscode-sideBar-background, var(--vscode-editor-background));
    opacity: 0;
  }
  tr:hover .tools,
  tr:focus-within .tools {
    opacity: 1;
  }
  .tool {
    padding: 2px;
    border: 0;
    border-radius: 3px;
    background: none;
    color: var(--vscode-icon-foreground, inherit);
    cursor: pointer;
  }
  .tool:hover {
    background: var(--vscode-toolbar-hoverBackground);
  }
  .tool:focus-visible,
  .link:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  .tool .codicon {
    font-size: 14px;
  }
  .link {
    padding: 2px 6px;
    border: 0;
    background: none;
    color: var(--vscode-textLink-foreground);
    font: inherit;
    cursor: pointer;
  }
  .link:hover {
    text-decoration: underline;
  }
  .hidden-rows {
    margin: 8px 0 0;
  }
  .expression {
    position: sticky;
    bottom: 0;
    z-index: 1;
    margin: 8px -10px 0;
    padding: 6px 16px 8px;
    border-top: 1px solid var(--line-color);
    background: var(--vscode-sideBar-background, var(--vscode-editor-background));
  }
  .expression p {
    margin: 0 0 2px;
    color: var(--dim-color);
  }
  .expression dl {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 0 8px;
    margin: 0;
  }
  .expression dt {
    color: var(--dim-color);
  }
  .expression dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  .expression dd:only-child {
    grid-column: 1 / -1;
  }
  .expression code {
    font-family: var(--bytes-font);
    font-size: var(--vscode-editor-font-size, 13px);
    color: inherit;
  }
  .types tbody tr:hover {
    background: var(--vscode-list-hoverBackground);
  }
  .types tr.fits {
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
  [data-type='ascii'] .value,
  [data-type='text'] .value,
  [data-type='utf16'] .value {
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
