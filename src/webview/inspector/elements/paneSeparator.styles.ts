import { css } from 'lit';

/** Which edge of its pane it is stands with the panes, which leave room for its handle. */
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
    position: relative;
    width: 100%;
    height: 100%;
    cursor: col-resize;
    touch-action: none;
    outline: none;
  }
  .separator[aria-orientation='horizontal'] {
    cursor: row-resize;
  }
  /* The edge is thin, its handle, the icon gripper, large enough for any hand. */
  .separator::after {
    content: '\\eb04';
    position: absolute;
    inset: 3px auto auto 3px;
    display: grid;
    place-items: center;
    width: 24px;
    height: 24px;
    color: var(--dim-color);
    font: 16px/1 codicon;
  }
  .separator[aria-orientation='horizontal']::after {
    rotate: 90deg;
  }
  .conversations .separator::after,
  .bytes-pane .separator::after {
    inset: 3px 3px auto auto;
  }
  .separator:hover,
  .separator:active {
    background: var(--vscode-sash-hoverBorder, var(--vscode-focusBorder));
  }
  .separator:focus-visible {
    background: var(--vscode-focusBorder);
  }
`;
