import { Link } from "react-router";

import { Meter } from "@/components/ui/meter";
import { explainFailure } from "@/i18n/error-text";
import { useTexts } from "@/i18n/language";
import { classNames } from "@/lib/class-names";
import { isFinished, type Job } from "@/schemas/job";

import styles from "./job-list.module.css";

/** Jobs by name and status, each a link to its page; nothing where there is none. */
export function JobList({ title, jobs }: { title: string; jobs: Job[] }) {
  if (jobs.length === 0) return null;
  return (
    <section className={styles.jobs} aria-label={title}>
      <h2>{title}</h2>
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
  const ended = isFinished(job.status);
  return (
    <li>
      <Link to={`/${training ? "training" : "covering"}/${job.id}`} className={styles.job}>
        <span className="truncate" title={name}>
          {name}
        </span>
        <span className={classNames(styles.status, ended && styles.ended)}>{texts.job.status[job.status]}</span>
        {!ended && <Meter label={name} value={job.status === "queued" ? 0 : (job.progress ?? null)} size="thin" />}
        {job.error && <span className={styles.reason}>{explainFailure(texts, job.error).what}</span>}
      </Link>
    </li>
  );
}
