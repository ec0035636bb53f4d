/** The whole number that a text is, or null where it is none or out of range. */
export function parseWhole(text: string, low: number, high: number): number | null {
  const trimmed = text.trim();
  if (!/^[+-]?\d+$/.test(trimmed)) return null;
  const value = Number(trimmed);
  return value >= low && value <= high ? value : null;
}
