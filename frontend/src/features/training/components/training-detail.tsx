import type { JobProgress } from "@/lib/job-progress";

import { ListeningSamples } from "./listening-samples";
import { LossChart } from "./loss-chart";

/** What a training shows beside its stages: how it learns, and how it sounds. */
export function TrainingDetail({ progress }: { progress: JobProgress }) {
  return (
    <>
      <LossChart points={progress.points} epochs={progress.epochs} />
      <ListeningSamples samples={progress.samples} />
    </>
  );
}
