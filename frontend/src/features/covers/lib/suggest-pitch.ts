/** Further is left to a person, who may mean it. */
const MAX_SHIFT = 12;

/**
 * The shift in semitones from a song's median pitch to a voice's, by the engine's own rule: in whole
 * octaves where an accompaniment keeps its key, else to the nearest semitone; null where either
 * pitch is not known.
 */
export function suggestPitch(modelHz: number | null, songHz: number | null, wholeOctaves: boolean): number | null {
  if (!modelHz || !songHz) return null;
  const step = wholeOctaves ? 12 : 1;
  const shift = step * Math.round((12 * Math.log2(modelHz / songHz)) / step);
  return Math.max(-MAX_SHIFT, Math.min(MAX_SHIFT, shift));
}
