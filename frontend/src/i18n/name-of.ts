/** The reader's word for a technical name, or the name itself where there is no word for it. */
export function nameOf(words: Record<string, string>, name: string): string {
  return words[name] ?? name;
}
