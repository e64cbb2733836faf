import type uPlot from 'uplot';
import { computed } from '../lib/colors.ts';

/** A single value on a chart, such as an exemplar. */
export interface Dot {
  /** Seconds since the epoch. */
  time: number;
  value: number;
  /** Names and values of its card. */
  lines: Array<[string, string]>;
  /** What a click does; empty when nothing. */
  hint: string;
  /** Where a click leads; empty when nowhere. */
  address: string;
}

const SIZE = 4;
const REACH = 9;

function place(u: uPlot, dot: Dot, rail: boolean): { x: number; y: number } {
  const height = u.bbox.height / devicePixelRatio;
  const y = rail ? height - 6 : Math.min(height - 4, Math.max(4, u.valToPos(dot.value, 'y')));
  return { x: u.valToPos(dot.time, 'x'), y };
}

/** Diamonds, so that they are not taken for points of a line. */
export function paintDots(u: uPlot, dots: readonly Dot[], rail: boolean, hot: Dot | null, element: Element): void {
  if (dots.length === 0) return;
  const g = u.ctx;
  const ratio = devicePixelRatio;
  g.save();
  g.beginPath();
  g.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height);
  g.clip();
  g.strokeStyle = computed('var(--bg)', element);
  g.lineWidth = ratio;
  for (const dot of dots) {
    const { x, y } = place(u, dot, rail);
    const r = (dot === hot ? SIZE + 2 : SIZE) * ratio;
    const cx = x * ratio + u.bbox.left;
    const cy = y * ratio + u.bbox.top;
    g.fillStyle = computed(dot === hot ? 'var(--accent)' : 'var(--text-2)', element);
    g.beginPath();
    g.moveTo(cx, cy - r);
    g.lineTo(cx + r, cy);
    g.lineTo(cx, cy + r);
    g.lineTo(cx - r, cy);
    g.closePath();
    g.fill();
    g.stroke();
  }
  g.restore();
}

export function dotNear(u: uPlot, dots: readonly Dot[], rail: boolean, left: number, top: number): Dot | null {
  let best: Dot | null = null;
  let least = REACH;
  for (const dot of dots) {
    const { x, y } = place(u, dot, rail);
    const distance = Math.hypot(x - left, y - top);
    if (distance < least) {
      least = distance;
      best = dot;
    }
  }
  return best;
}
