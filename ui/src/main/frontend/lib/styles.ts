import { css } from 'lit';

/** What every element shares: box model, focus ring, buttons, inputs, links, data text. */
export const shared = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  :host {
    font: var(--text-size) / 1.45 var(--font);
    color: var(--text);
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: -1px;
    border-radius: 2px;
  }
  a {
    color: var(--accent);
    text-decoration: none;
  }
  a:hover {
    text-decoration: underline;
  }
  button {
    font: inherit;
    color: var(--text);
    background: none;
    border: 1px solid transparent;
    border-radius: var(--radius);
    padding: 0 8px;
    height: 28px;
    cursor: pointer;
    display: inline-flex;
    align-items: center;
    gap: 6px;
    white-space: nowrap;
  }
  button:hover {
    background: var(--hover);
  }
  button.outline {
    border-color: var(--line-strong);
    background: var(--raised);
  }
  button.outline:hover {
    background: var(--hover);
  }
  button.primary {
    background: var(--accent-fill);
    color: var(--on-accent);
  }
  button.primary:hover {
    filter: brightness(1.12);
  }
  button.icon {
    width: 28px;
    padding: 0;
    justify-content: center;
    color: var(--text-2);
  }
  button.small {
    height: 22px;
    padding: 0 6px;
    font-size: var(--small-size);
  }
  button.icon.small {
    width: 22px;
    padding: 0;
  }
  button[aria-pressed='true'] {
    background: var(--accent-soft);
    color: var(--accent);
  }
  button[disabled] {
    opacity: 0.5;
    cursor: default;
  }
  input,
  select,
  textarea {
    font: inherit;
    color: var(--text);
    background: var(--raised);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    height: 28px;
    padding: 0 8px;
  }
  input::placeholder {
    color: var(--text-3);
  }
  h2 {
    font-size: 13px;
    font-weight: 600;
    margin: 0;
  }
  kbd {
    font: var(--small-size) var(--mono);
    border: 1px solid var(--line-strong);
    border-radius: 3px;
    padding: 0 4px;
    color: var(--text-2);
  }
  .mono {
    font-family: var(--mono);
    font-size: var(--data-size);
  }
  .number {
    font-variant-numeric: tabular-nums;
    text-align: right;
  }
  .quiet {
    color: var(--text-2);
  }
  .faint {
    color: var(--text-3);
  }
  .small {
    font-size: var(--small-size);
  }
  .bad {
    color: var(--bad);
  }
  .warn {
    color: var(--warn);
  }
  .good {
    color: var(--good);
  }
  .cut {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    min-width: 0;
  }
  .spacer {
    flex: 1;
  }
  .chip {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    white-space: nowrap;
  }
  .chip::before {
    content: '';
    width: 8px;
    height: 8px;
    border-radius: 2px;
    background: var(--chip, var(--text-3));
    flex: none;
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  ::-webkit-scrollbar {
    width: 10px;
    height: 10px;
  }
  ::-webkit-scrollbar-thumb {
    background: var(--line-strong);
    border-radius: 5px;
    border: 2px solid transparent;
    background-clip: padding-box;
  }
  svg.icon {
    width: 16px;
    height: 16px;
    flex: none;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.4;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
`;

/** A page that fills the frame, its parts stacked; the part that scrolls has `class="scroll"`. */
export const pageStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100%;
    min-height: 0;
    overflow: hidden;
  }
  .scroll {
    overflow: auto;
    min-height: 0;
    flex: 1;
  }
  .pad {
    padding: 16px;
  }
  .bar {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 8px 16px;
    border-bottom: 1px solid var(--line);
    flex: none;
  }
  table.data {
    border-collapse: collapse;
    width: 100%;
    font-size: var(--data-size);
  }
  table.data th {
    text-align: left;
    font-weight: 500;
    color: var(--text-2);
    font-size: var(--small-size);
    padding: 0 8px;
    height: 28px;
    border-bottom: 1px solid var(--line);
    white-space: nowrap;
  }
  table.data td {
    padding: 0 8px;
    height: 28px;
    border-bottom: 1px solid var(--line);
    white-space: nowrap;
  }
  table.data th.number,
  table.data td.number {
    text-align: right;
  }
  table.data tbody tr:hover {
    background: var(--hover);
  }
`;
