import { Card } from "@/components/ui/card";
import { useTexts } from "@/i18n/language";
import type { ListeningSample } from "@/lib/job-progress";

import styles from "./listening-samples.module.css";

/** What the model sounds like at each save, newest first. */
export function ListeningSamples({ samples, ended }: { samples: ListeningSample[]; ended: boolean }) {
  const texts = useTexts().job;
  return (
    <Card label={texts.samplesTitle}>
      <h2 className={styles.title}>{texts.samplesTitle}</h2>
      {samples.length === 0 && <p className={styles.empty}>{ended ? texts.samplesNone : texts.samplesEmpty}</p>}
      <ol className={styles.list}>
        {[...samples].reverse().map((sample) => (
          <li key={sample.epoch} className={styles.row}>
            <span className={styles.name}>{texts.sample(sample.epoch)}</span>
            {/* eslint-disable-next-line jsx-a11y/media-has-caption -- a voice sample without known words */}
            <audio controls preload="none" src={sample.url} aria-label={texts.sample(sample.epoch)} />
          </li>
        ))}
      </ol>
    </Card>
  );
}
