/** `1 file`, `3 files`, `−1 semitone`: an amount with its noun, in the singular for one. */
export function counted(amount: string | number, noun: string): string {
  return `${amount} ${noun}${/^[+−]?1$/.test(String(amount)) ? "" : "s"}`;
}

export const semitones = (count: string): string => counted(count, "semitone");
