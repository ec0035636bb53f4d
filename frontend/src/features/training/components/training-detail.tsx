import type { JobProgress } from "@/lib/job-progress";
import { isFinished } from "@/schemas/job";

import { ListeningSamples } from "./listening-samples";
import { LossChart } from "./loss-chart";

/** What a training shows beside its stages: how it learns, and how it sounds. */
export function TrainingDetail({ progress }: { progress: JobProgress }) {
  const ended = progress.status !== null && isFinished(progress.status);
  return (
    <>
      <LossChart points={progress.points} epochs={progress.epochs} ended={ended} />
      <ListeningSamples samples={progress.samples} ended={ended} />
    </>
  );
}
