const WEIGHTS = [".pth", ".pt", ".safetensors"];

export interface FilePair {
  file: File;
  index?: File;
  name: string;
}

/** Why a file is not sent: it is no model file, or an index of a training's stage, of no model, or one too many. */
export type LeftOutReason = "kind" | "stage" | "ownerless" | "spare";

export interface LeftOut {
  name: string;
  reason: LeftOutReason;
}

export interface Pairing {
  pairs: FilePair[];
  leftOut: LeftOut[];
}

/**
 * Models among many files: each zip, and each .pth with the .index that belongs to it.
 * An index belongs to the .pth whose name it holds (`added_IVF256_Flat_nprobe_1_anna_v2.index` to `anna.pth`),
 * the longest such name; a lone index belongs to a lone .pth.
 */
export function pairFiles(files: File[]): Pairing {
  const weights = files.filter((file) => WEIGHTS.some((ending) => hasEnding(file, ending)));
  const indexes = files.filter((file) => hasEnding(file, ".index") && !isOfStage(file));
  const alone = weights.length === 1 && indexes.length === 1;
  const owners = new Map(indexes.map((index) => [index, alone ? weights[0] : ownerOf(index, weights)]));
  const models = [...files.filter((file) => hasEnding(file, ".zip")), ...weights];
  const pairs = models.map((file) => ({
    file,
    index: indexes.find((index) => owners.get(index) === file),
    name: stemOf(file),
  }));
  const used = new Set(pairs.flatMap(({ file, index }) => [file, index]));
  const rest = files.filter((file) => !used.has(file));
  return { pairs, leftOut: rest.map((file) => ({ name: file.name, reason: whyLeftOut(file, owners) })) };
}

function whyLeftOut(file: File, owners: Map<File, File | undefined>): LeftOutReason {
  if (!hasEnding(file, ".index")) return "kind";
  if (isOfStage(file)) return "stage";
  return owners.get(file) === undefined ? "ownerless" : "spare";
}

function ownerOf(index: File, weights: File[]): File | undefined {
  const candidates = weights.filter((file) => index.name.includes(stemOf(file)));
  return candidates.sort((a, b) => b.name.length - a.name.length)[0];
}

/** What other programs write on the way to an index; only what they `added` can be used. */
function isOfStage(index: File): boolean {
  return index.name.startsWith("trained_");
}

function hasEnding(file: File, ending: string): boolean {
  return file.name.toLowerCase().endsWith(ending);
}

function stemOf(file: File): string {
  return file.name.replace(/\.[^.]+$/, "");
}
