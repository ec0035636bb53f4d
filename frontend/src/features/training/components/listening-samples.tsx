import { Card } from "@/components/ui/card";
import { PlayButton } from "@/components/ui/play-button";
import { useTexts } from "@/i18n/language";
import { serverUrl } from "@/lib/server-url";
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
            <PlayButton
              url={serverUrl(sample.url)}
              playLabel={texts.playSample(sample.epoch)}
              pauseLabel={texts.pauseSample(sample.epoch)}
            />
            <span className={styles.name}>{texts.sample(sample.epoch)}</span>
          </li>
        ))}
      </ol>
    </Card>
  );
}
