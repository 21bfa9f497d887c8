import { css } from 'lit';

export const toolbarStyles = css`
  sockscope-toolbar {
    display: block;
    container-type: inline-size;
  }
  .toolbar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 14px;
    min-height: 34px;
    padding: 3px 8px 3px 12px;
    box-sizing: border-box;
    border-bottom: 1px solid var(--line-color);
    font-variant-numeric: tabular-nums;
  }
  .toolbar .title {
    margin: 0;
    font-size: inherit;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .toolbar .space {
    flex: 1;
  }
  .toolbar .state {
    color: var(--dim-color);
  }
  .toolbar .total {
    white-space: nowrap;
  }
  .toolbar .sign {
    font-weight: 600;
  }
  .toolbar .received .sign {
    color: var(--received-color);
  }
  .toolbar .sent .sign {
    color: var(--sent-color);
  }

  .live {
    display: inline-flex;
    align-items: center;
    gap: 5px;
  }
  .live .dot {
    width: 8px;
    height: 8px;
    border-radius: 50%;
    background: var(--live-color);
  }
  @media (prefers-reduced-motion: no-preference) {
    .live .dot {
      animation: live 2s ease-in-out infinite;
    }
  }
  @keyframes live {
    50% {
      opacity: 0.35;
    }
  }

  .picker {
    position: relative;
    display: inline-flex;
    align-items: center;
    min-width: 0;
    max-width: 100%;
  }
  .picker select {
    appearance: none;
    max-width: 100%;
    height: 26px;
    padding: 0 26px 0 8px;
    border: 1px solid var(--vscode-dropdown-border, var(--line-color));
    border-radius: 3px;
    background: var(--vscode-dropdown-background);
    color: var(--vscode-dropdown-foreground);
    font: inherit;
    text-overflow: ellipsis;
  }
  .picker .codicon {
    position: absolute;
    inset-inline-end: 6px;
    pointer-events: none;
  }
  .picker select:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }

  .action {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    height: 24px;
    padding: 0 8px 0 6px;
    border: 1px solid transparent;
    border-radius: 4px;
    background: none;
    color: var(--vscode-icon-foreground, var(--vscode-foreground));
    font: inherit;
    cursor: pointer;
  }
  .action:hover {
    background: var(--vscode-toolbar-hoverBackground);
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
  }
  .action[aria-pressed='true'] {
    border-color: var(--vscode-inputOption-activeBorder, var(--vscode-focusBorder));
    background: var(--vscode-inputOption-activeBackground);
    color: var(--vscode-inputOption-activeForeground, var(--vscode-foreground));
  }
  .action:focus-visible,
  .button:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 1px;
  }
  .action:disabled {
    opacity: 0.5;
    cursor: default;
  }
`;
