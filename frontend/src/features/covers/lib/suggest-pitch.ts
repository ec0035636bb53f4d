const MAX_SHIFT = 24;

/**
 * The shift from a song's median pitch to a voice's, in whole octaves (12 semitones each), so that
 * the voice stays in key with its accompaniment; null where either pitch is not known.
 */
export function suggestPitch(modelHz: number | null, songHz: number | null): number | null {
  if (!modelHz || !songHz) return null;
  const octaves = Math.round(Math.log2(modelHz / songHz));
  return Math.max(-MAX_SHIFT, Math.min(MAX_SHIFT, 12 * octaves));
}
