/** How likely two records differ in a field, of those that have one of these values: 0 for one value. */
export function division(values: ReadonlyArray<{ count: number }>): number {
  const total = values.reduce((sum, v) => sum + v.count, 0);
  return total === 0 ? 0 : 1 - values.reduce((sum, v) => sum + (v.count / total) ** 2, 0);
}
