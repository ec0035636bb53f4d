import { useTexts } from "@/i18n/language";

import styles from "./hero.module.css";

/** Heights of the two takes: a spoken one, and the same one sung. */
const SPOKEN = [10, 18, 34, 22, 44, 62, 40, 26, 52, 70, 48, 30, 20, 38, 58, 36, 18, 28, 46, 24, 12];
const SUNG = [14, 30, 52, 66, 74, 78, 80, 78, 72, 64, 70, 80, 88, 92, 88, 80, 66, 52, 38, 24, 12];

export function Hero() {
  const texts = useTexts().make;
  return (
    <section className={styles.hero}>
      <h1>{texts.headline}</h1>
      <p className={styles.lead}>{texts.lead}</p>
      <Takes />
      <ol className={styles.path}>
        <li>{texts.path.voice}</li>
        <li>{texts.path.model}</li>
        <li>{texts.path.cover}</li>
      </ol>
      <p className={styles.privacy}>{texts.privacy}</p>
    </section>
  );
}

/** A spoken line above, the same voice singing below: one shape turning into the other. */
function Takes() {
  return (
    <svg className={styles.takes} viewBox="0 0 420 200" aria-hidden="true" focusable="false">
      {SPOKEN.map((height, position) => (
        <rect
          key={position}
          className={styles.spoken}
          x={position * 20 + 4}
          y={50 - height / 2}
          width="6"
          height={height}
          rx="3"
        />
      ))}
      {SUNG.map((height, position) => (
        <rect
          key={position}
          className={styles.sung}
          x={position * 20 + 4}
          y={148 - height / 2}
          width="12"
          height={height}
          rx="6"
        />
      ))}
    </svg>
  );
}
