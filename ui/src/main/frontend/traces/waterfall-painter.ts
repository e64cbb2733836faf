import { computed, serviceColor, severityColor } from '../lib/colors.ts';
import { duration } from '../lib/format.ts';
import type { TimeScale } from './time-scale.ts';
import type { Row } from './waterfall-model.ts';

export const ROW = 24;

/** What is on the canvas at one moment. */
export interface Scene {
  rows: Row[];
  /** Indexes of rows that are not inside a folded one. */
  shown: number[];
  folded: ReadonlySet<number>;
  first: number;
  width: number;
  height: number;
  nameWidth: number;
  scale: TimeScale;
  /** The part of the scale in view, 0 to 1. */
  from: number;
  to: number;
  selected: number;
  hovered: number;
  /** Rows that match what is searched for; null when nothing is. */
  matches: ReadonlySet<number> | null;
  offset: number;
}

/** Draws the rows in view; what is out of sight costs nothing, so a million spans stay smooth. */
export class Painter {
  private colors = new Map<string, string>();

  constructor(private readonly host: Element) {}

  /** To be called when the theme has changed. */
  forgetColors(): void {
    this.colors.clear();
  }

  private color(value: string): string {
    let color = this.colors.get(value);
    if (color === undefined) {
      color = computed(value, this.host);
      this.colors.set(value, color);
    }
    return color;
  }

  paint(g: CanvasRenderingContext2D, scene: Scene): void {
    g.clearRect(0, 0, scene.width, scene.height);
    g.textBaseline = 'middle';
    this.grid(g, scene);
    const last = Math.min(scene.shown.length, scene.first + Math.ceil(scene.height / ROW) + 1);
    for (let v = scene.first; v < last; v++) {
      this.row(g, scene, scene.shown[v]!, v * ROW - scene.offset);
    }
    g.fillStyle = this.color('var(--line)');
    g.fillRect(scene.nameWidth, 0, 1, scene.height);
  }

  /** Where an instant lies on the canvas. */
  static x(scene: Scene, nanos: number): number {
    const share = (scene.scale.position(nanos) - scene.from) / (scene.to - scene.from);
    return scene.nameWidth + 8 + share * (scene.width - scene.nameWidth - 24);
  }

  private grid(g: CanvasRenderingContext2D, scene: Scene): void {
    g.fillStyle = this.color('var(--line)');
    for (const tick of scene.scale.ticks(scene.from, scene.to, 6)) {
      const x = Math.round(Painter.x(scene, tick));
      if (x > scene.nameWidth) g.fillRect(x, 0, 1, scene.height);
    }
    g.fillStyle = this.color('var(--hover)');
    for (const gap of scene.scale.gaps) {
      const left = Painter.x(scene, gap.start);
      const right = Painter.x(scene, gap.end);
      g.fillRect(Math.max(left, scene.nameWidth), 0, right - Math.max(left, scene.nameWidth), scene.height);
    }
  }

  private row(g: CanvasRenderingContext2D, scene: Scene, i: number, y: number): void {
    const row = scene.rows[i]!;
    if (i === scene.selected || i === scene.hovered) {
      g.fillStyle = this.color(i === scene.selected ? 'var(--accent-soft)' : 'var(--hover)');
      g.fillRect(0, y, scene.width, ROW);
    }
    if (row.kind === 'band') {
      g.fillStyle = this.color('var(--line)');
      g.fillRect(0, y, scene.width, 1);
    }
    g.globalAlpha = scene.matches && !scene.matches.has(i) ? 0.35 : 1;
    this.name(g, scene, row, i, y);
    g.save();
    g.beginPath();
    g.rect(scene.nameWidth + 1, y, scene.width - scene.nameWidth - 1, ROW);
    g.clip();
    if (row.kind === 'log') this.tick(g, scene, row, y);
    else this.bar(g, scene, row, y);
    g.restore();
    g.globalAlpha = 1;
  }

  private name(g: CanvasRenderingContext2D, scene: Scene, row: Row, i: number, y: number): void {
    const middle = y + ROW / 2;
    let x = 8 + row.depth * 12;
    g.save();
    g.beginPath();
    g.rect(0, y, scene.nameWidth - 4, ROW);
    g.clip();
    if (row.until > i + 1) {
      g.strokeStyle = this.color('var(--text-3)');
      g.lineWidth = 1.3;
      g.beginPath();
      if (scene.folded.has(i)) {
        g.moveTo(x + 2, middle - 4);
        g.lineTo(x + 6, middle);
        g.lineTo(x + 2, middle + 4);
      } else {
        g.moveTo(x, middle - 2);
        g.lineTo(x + 4, middle + 2);
        g.lineTo(x + 8, middle - 2);
      }
      g.stroke();
    }
    x += 14;
    if (row.kind === 'band') {
      g.font = this.font('600 12px var(--font)');
      g.fillStyle = this.color('var(--text)');
      g.fillText(row.name, x, middle);
    } else {
      g.fillStyle = this.color(row.kind === 'log' ? severityColor(row.severity) : serviceColor(row.service));
      if (row.kind === 'log') {
        g.beginPath();
        g.arc(x + 4, middle, 2.5, 0, 7);
        g.fill();
      } else {
        g.fillRect(x, middle - 4, 8, 8);
      }
      x += 14;
      g.font = this.font('12px var(--font)');
      const service = row.kind === 'log' ? row.severity.toUpperCase() : row.service;
      g.fillStyle = this.color(row.error ? 'var(--bad)' : 'var(--text-2)');
      g.fillText(service, x, middle);
      x += g.measureText(service).width + 8;
      g.fillStyle = this.color(row.kind === 'log' ? 'var(--text-2)' : 'var(--text)');
      // The text of a line stands at its instant, where there is room for it.
      g.fillText(row.kind === 'log' ? row.service : row.name, x, middle);
    }
    g.restore();
  }

  private bar(g: CanvasRenderingContext2D, scene: Scene, row: Row, y: number): void {
    const left = Painter.x(scene, row.start);
    const right = Painter.x(scene, row.end);
    const width = Math.max(2, right - left);
    const band = row.kind === 'band';
    g.fillStyle = this.color(band ? 'var(--text-3)' : serviceColor(row.service));
    if (band) {
      g.fillRect(left, y + ROW / 2 - 1, width, 2);
    } else {
      g.globalAlpha *= 0.85;
      g.beginPath();
      g.roundRect(left, y + 6, width, ROW - 12, 2);
      g.fill();
      g.globalAlpha /= 0.85;
    }
    if (row.critical) {
      g.fillStyle = this.color('var(--text)');
      g.fillRect(left, y + ROW - 5, width, 1.5);
    }
    if (row.error && !band) {
      g.fillStyle = this.color('var(--bad)');
      g.fillRect(left, y + 6, 3, ROW - 12);
    }
    this.label(g, scene, duration(row.end - row.start), left, left + width, y, band);
  }

  private label(
    g: CanvasRenderingContext2D, scene: Scene, text: string, left: number, right: number, y: number, thin: boolean,
  ): void {
    g.font = this.font('11px var(--font)');
    g.fillStyle = this.color('var(--text-2)');
    const width = g.measureText(text).width;
    const fits = right + 6 + width < scene.width;
    const before = left - 6 - width > scene.nameWidth;
    if (fits) {
      g.fillText(text, Math.max(right + 6, scene.nameWidth + 6), y + ROW / 2 + 0.5);
    } else if (before) {
      g.fillText(text, left - 6 - width, y + ROW / 2 + 0.5);
    } else if (right - left > width + 16 && !thin) {
      // The bar takes the whole width: on the bar, in the colour of the page behind it.
      g.fillStyle = this.color('var(--bg)');
      g.fillText(text, Math.min(right, scene.width) - width - 8, y + ROW / 2 + 0.5);
    }
  }

  private tick(g: CanvasRenderingContext2D, scene: Scene, row: Row, y: number): void {
    const x = Painter.x(scene, row.start);
    g.fillStyle = this.color(severityColor(row.severity));
    g.beginPath();
    g.moveTo(x, y + ROW / 2 - 5);
    g.lineTo(x + 5, y + ROW / 2);
    g.lineTo(x, y + ROW / 2 + 5);
    g.lineTo(x - 5, y + ROW / 2);
    g.fill();
    g.font = this.font('12px var(--font)');
    g.fillStyle = this.color('var(--text-2)');
    // Behind its instant where it fits, else on the side with more room, cut.
    const behind = scene.width - x - 20;
    const before = x - scene.nameWidth - 18;
    const width = g.measureText(row.name).width;
    const text = fitted(g, row.name, width, Math.max(behind, before));
    const left = width <= behind || behind >= before ? x + 12 : x - 12 - g.measureText(text).width;
    g.fillText(text, Math.max(left, scene.nameWidth + 6), y + ROW / 2 + 0.5);
  }

  /** A canvas does not know custom properties: the font's name is looked up. */
  private font(value: string): string {
    return value.replace(/var\(--[\w-]+\)/, (name) => this.color(name));
  }
}

/** The beginning of a text that has so much room. */
function fitted(g: CanvasRenderingContext2D, text: string, width: number, room: number): string {
  if (width <= room) return text;
  let length = Math.max(0, Math.floor((text.length * room) / width));
  while (length > 0 && g.measureText(`${text.slice(0, length)}…`).width > room) length--;
  return length > 0 ? `${text.slice(0, length)}…` : '';
}

/** The overview strip: every span as one pixel column at the most, errors on top. */
export function paintOverview(
  g: CanvasRenderingContext2D, rows: Row[], scale: TimeScale, width: number, height: number, host: Element,
): void {
  g.clearRect(0, 0, width, height);
  const columns = Math.max(1, Math.floor(width));
  const depth = new Uint16Array(columns);
  const error = new Uint8Array(columns);
  const owner = new Int32Array(columns).fill(-1);
  let deepest = 1;
  rows.forEach((row, i) => {
    if (row.kind === 'band') return;
    const from = Math.max(0, Math.floor(scale.position(row.start) * columns));
    const to = Math.min(columns - 1, Math.floor(scale.position(row.end) * columns));
    for (let x = from; x <= to; x++) {
      if (row.depth + 1 >= depth[x]!) {
        depth[x] = row.depth + 1;
        owner[x] = i;
      }
      if (row.error) error[x] = 1;
    }
    deepest = Math.max(deepest, row.depth + 1);
  });
  const bad = computed('var(--bad)', host);
  const colors = new Map<string, string>();
  for (let x = 0; x < columns; x++) {
    if (owner[x]! < 0) continue;
    const service = rows[owner[x]!]!.service;
    if (!colors.has(service)) colors.set(service, computed(serviceColor(service), host));
    const h = Math.max(3, (depth[x]! / deepest) * (height - 6));
    g.fillStyle = colors.get(service)!;
    g.globalAlpha = 0.7;
    g.fillRect(x, height - h, 1, h);
    g.globalAlpha = 1;
    if (error[x]) {
      g.fillStyle = bad;
      g.fillRect(x, 0, 1, 3);
    }
  }
}
