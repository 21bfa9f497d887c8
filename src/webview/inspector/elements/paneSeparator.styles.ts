import { css } from 'lit';

/** Which edge of its pane it is stands with the panes. */
export const paneSeparatorStyles = css`
  sockscope-separator {
    position: absolute;
    z-index: 2;
    inset-block: 0;
    inset-inline-start: -3px;
    width: 6px;
  }
  .conversations > sockscope-separator {
    inset-inline: auto -3px;
  }
  .separator {
    width: 100%;
    height: 100%;
    cursor: col-resize;
    touch-action: none;
    outline: none;
  }
  .separator[aria-orientation='horizontal'] {
    cursor: row-resize;
  }
  .separator:hover,
  .separator:active {
    background: var(--vscode-sash-hoverBorder, var(--vscode-focusBorder));
  }
  .separator:focus-visible {
    background: var(--vscode-focusBorder);
  }
`;
