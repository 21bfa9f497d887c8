import { css } from 'lit';

export const selectionSummaryStyles = css`
  .selection-summary {
    margin-top: 16px;
    border-top: 1px solid var(--line-color);
  }
  .selection-summary .types th:first-child {
    width: 12.5em;
    font-family: inherit;
  }
  @container (max-width: 400px) {
    .selection-summary .types th:first-child {
      width: 9.5em;
    }
  }
  .histogram {
    margin: 8px 6px 0;
  }
  .histogram svg {
    display: block;
    width: 100%;
    height: 40px;
    border-bottom: 1px solid var(--line-color);
    fill: var(--received-color);
  }
  .histogram figcaption {
    display: flex;
    justify-content: space-between;
    gap: 8px;
    margin-top: 2px;
    color: var(--dim-color);
    font-size: 0.9em;
    text-align: center;
  }
`;
