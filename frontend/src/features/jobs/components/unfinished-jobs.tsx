import { Link } from "react-router";

import { Meter } from "@/components/ui/meter";
import { useTexts } from "@/i18n/language";
import type { Job } from "@/schemas/job";

import { useUnfinishedJobs } from "../api/get-jobs";
import styles from "./unfinished-jobs.module.css";

/** The way back to work that goes on in the server. */
export function UnfinishedJobs() {
  const texts = useTexts().make;
  const jobs = useUnfinishedJobs().data ?? [];
  if (jobs.length === 0) return null;
  return (
    <section className={styles.jobs} aria-label={texts.unfinished}>
      <h2>{texts.unfinished}</h2>
      <ul>
        {jobs.map((job) => (
          <JobRow key={job.id} job={job} />
        ))}
      </ul>
    </section>
  );
}

function JobRow({ job }: { job: Job }) {
  const texts = useTexts();
  const training = job.kind === "training";
  const words = texts.make;
  const name = training ? words.unfinishedTraining(job.model ?? "") : words.unfinishedCover(job.model ?? "");
  return (
    <li>
      <Link to={`/${training ? "training" : "covering"}/${job.id}`} className={styles.job}>
        <span className="truncate" title={name}>
          {name}
        </span>
        <span className={styles.status}>{texts.job.status[job.status]}</span>
        <Meter label={name} value={job.status === "queued" ? 0 : (job.progress ?? null)} size="thin" />
      </Link>
    </li>
  );
}
