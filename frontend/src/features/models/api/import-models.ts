import { useMutation, useQueryClient } from "@tanstack/react-query";

import type { Model } from "@/schemas/model";

import { type FilePair, type LeftOut, pairFiles } from "../lib/pair-files";
import { uploadModel } from "./upload-model";

export interface ImportReport {
  imported: Model[];
  refused: { name: string; error: unknown }[];
  /** Files that were not sent at all. */
  leftOut: LeftOut[];
}

/** One after the other, so that a refused file stops none of the rest. */
async function importModels(files: File[]): Promise<ImportReport> {
  const { pairs, leftOut } = pairFiles(files);
  const report: ImportReport = { imported: [], refused: [], leftOut };
  for (const pair of pairs) await importOne(pair, report);
  return report;
}

async function importOne(pair: FilePair, report: ImportReport): Promise<void> {
  try {
    report.imported.push(await uploadModel(pair));
  } catch (error) {
    report.refused.push({ name: pair.file.name, error });
  }
}

/** Bring in many models from elsewhere at once. */
export function useImportModels() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: importModels,
    onSettled: () => client.invalidateQueries({ queryKey: ["models"] }),
  });
}
