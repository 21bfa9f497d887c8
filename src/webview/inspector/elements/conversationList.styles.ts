import { css } from 'lit';

export const conversationListStyles = css`
  sockscope-conversation-list {
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
    border-inline-end: 1px solid var(--line-color);
    background: var(--vscode-sideBar-background, var(--vscode-editor-background));
    color: var(--vscode-foreground);
    font-family: var(--vscode-font-family, system-ui);
    font-size: var(--vscode-font-size, 13px);
  }
  .list-tools {
    display: flex;
    flex-wrap: wrap;
    gap: 5px;
    padding: 6px 26px 6px 8px;
  }
  .list-tools input {
    flex: 1 1 110px;
    min-width: 0;
    box-sizing: border-box;
    height: 24px;
    padding: 0 6px;
    border: 1px solid var(--vscode-input-border, var(--vscode-dropdown-border, var(--line-color)));
    border-radius: 3px;
    background: var(--vscode-input-background, var(--vscode-editor-background));
    color: var(--vscode-input-foreground, var(--vscode-foreground));
    font: inherit;
  }
  .list-tools input::placeholder {
    color: var(--vscode-input-placeholderForeground, var(--dim-color));
    opacity: 1;
  }
  .list-tools input:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  .list-tools .picker select {
    height: 24px;
  }
  .entries {
    position: relative;
    flex: 1;
    min-height: 0;
    overflow: auto;
    outline: none;
  }
  .entries:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  .entries-content {
    position: relative;
  }
  .entry {
    position: absolute;
    inset-inline: 0;
    box-sizing: border-box;
    height: 44px;
    display: flex;
    flex-direction: column;
    justify-content: center;
    gap: 2px;
    padding: 0 10px;
    outline: none;
    cursor: pointer;
  }
  .entry:hover {
    background: var(--vscode-list-hoverBackground);
  }
  .entry-name,
  .entry-facts {
    overflow: hidden;
    white-space: nowrap;
    text-overflow: ellipsis;
  }
  .entry-facts {
    display: flex;
    gap: 8px;
    align-items: center;
    font-size: 0.88em;
    color: var(--dim-color);
    font-variant-numeric: tabular-nums;
  }
  .entry .whole {
    font-style: italic;
  }
  .entry .scheme {
    font-size: 0.82em;
    color: var(--dim-color);
  }
  .entry.shown {
    background: var(--vscode-list-inactiveSelectionBackground);
  }
  .entry.shown,
  .entry.shown * {
    color: var(--vscode-list-inactiveSelectionForeground, var(--vscode-foreground));
  }
  .entry.shown:focus {
    background: var(--vscode-list-activeSelectionBackground);
  }
  .entry.shown:focus,
  .entry.shown:focus * {
    color: var(--vscode-list-activeSelectionForeground, var(--vscode-foreground));
  }
  .entry.shown {
    outline: 1px dotted var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  .entry.shown:focus {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  sockscope-conversation-list .hint {
    margin: 6px 10px;
    color: var(--dim-color);
  }
`;
