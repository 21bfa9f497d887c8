import { css } from 'lit';

export const dataInspectorStyles = css`
  sockscope-data-inspector {
    display: block;
    min-width: 0;
    min-height: 0;
    overflow: auto;
    /* What the keyboard goes to must not come to lie below the expression. */
    scroll-padding-block-end: 8em;
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
`;
