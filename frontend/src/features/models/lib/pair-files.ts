export interface FilePair {
  file: File;
  index?: File;
  name: string;
}

/**
 * Models among many files: each zip, and each .pth with the .index that belongs to it.
 * An index belongs to the .pth whose name it holds (`added_IVF256_Flat_nprobe_1_anna_v2.index` to `anna.pth`),
 * the longest such name; a lone index belongs to a lone .pth.
 */
export function pairFiles(files: File[]): FilePair[] {
  const withEnding = (ending: string) => files.filter((file) => file.name.toLowerCase().endsWith(ending));
  const indexes = withEnding(".index").filter((file) => !file.name.startsWith("trained_"));
  const weights = withEnding(".pth");
  const alone = weights.length === 1 && indexes.length === 1;
  const owners = new Map(indexes.map((index) => [index, alone ? weights[0] : ownerOf(index, weights)]));
  return [...withEnding(".zip"), ...weights].map((file) => ({
    file,
    index: indexes.find((index) => owners.get(index) === file),
    name: stemOf(file),
  }));
}

function ownerOf(index: File, weights: File[]): File | undefined {
  const candidates = weights.filter((file) => index.name.includes(stemOf(file)));
  return candidates.sort((a, b) => b.name.length - a.name.length)[0];
}

function stemOf(file: File): string {
  return file.name.replace(/\.[^.]+$/, "");
}
