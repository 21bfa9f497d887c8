import { css } from 'lit';

export const dataInspectorStyles = css`
  sockscope-data-inspector {
    display: block;
    min-width: 0;
    min-height: 0;
    overflow: auto;
    /* What the keyboard goes to must not come to lie below the headings or the expression. */
    scroll-padding-block: 4.5em 8em;
    background: var(--vscode-sideBar-background, var(--vscode-editor-background));
    color: var(--vscode-foreground);
  }
  /* At its beginning is the handle of the pane's edge. */
  .data-inspector {
    padding: 0 4px 16px 20px;
  }
  .inspector-head {
    margin: 8px 0 4px;
  }
  .data-inspector h2 {
    margin: 0;
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
    margin: 4px 6px;
    font-variant-numeric: tabular-nums;
  }
  .without-inspector .data-inspector {
    padding: 0;
  }
  .without-inspector .inspector-head {
    margin: 1px 0;
  }
  /* Hardly any height: what the values do not need leaves them the room. */
  @container (max-height: 320px) {
    .data-inspector .inspector-head {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 0 12px;
      margin: 0;
    }
    .data-inspector .place {
      margin: 0;
    }
    .heads .order,
    .heads .tag {
      display: inline;
    }
    .types .family th {
      padding-block: 3px 0;
    }
    .data-inspector .expression {
      position: static;
    }
    sockscope-data-inspector {
      scroll-padding-block: 2.5em 0;
    }
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
