import type { Dictionary } from "@/i18n/language";
import type { Model } from "@/schemas/model";

/** How the server says it, with the file's name first. */
const LEFT_OUT = /^(.+) was left out\.$/;
const INDEX_UNUSED = /^(.+) is not used: /;
const REFUSED = /^([^:]+): /;

/** What was not taken of an uploaded archive, file by file, in the reader's language. */
export function describeUpload(model: Model, texts: Dictionary): string[] {
  const words = texts.cover.uploadWarnings;
  return (model.warnings ?? []).map((warning) => {
    const text = typeof warning === "string" ? warning : warning.message;
    const [leftOut, unused, refused] = [LEFT_OUT, INDEX_UNUSED, REFUSED].map((pattern) => pattern.exec(text)?.[1]);
    if (leftOut) return words.leftOut(leftOut);
    if (unused) return words.indexUnused(unused);
    return refused ? words.refused(refused) : text;
  });
}
