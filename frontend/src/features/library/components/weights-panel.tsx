import { Card } from "@/components/ui/card";
import { Spinner } from "@/components/ui/spinner";
import { useTexts } from "@/i18n/language";
import { classNames } from "@/lib/class-names";

import { useWeights, type Weight } from "../api/get-weights";
import panel from "./library-panels.module.css";
import styles from "./weights-panel.module.css";

/** Which weights are there, which are not, and where those go. */
export function WeightsPanel() {
  const texts = useTexts();
  const words = texts.library.weights;
  const weights = useWeights();
  return (
    <Card label={words.title} className={panel.panel}>
      <h2>{words.title}</h2>
      <p className={panel.hint}>{words.hint}</p>
      {weights.isPending && <Spinner label={texts.common.loading} />}
      {weights.isError && <p className={panel.hint}>{words.empty}</p>}
      {weights.data && (
        <ul className={styles.list}>
          {weights.data.map((weight) => (
            <WeightRow key={weight.name} weight={weight} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function WeightRow({ weight }: { weight: Weight }) {
  const words = useTexts().library.weights;
  return (
    <li className={styles.row}>
      <span className={classNames(styles.lamp, weight.present && styles.present)} aria-hidden="true" />
      <span className={styles.name}>{weight.name}</span>
      <span className={styles.state}>{weight.present ? words.present : words.missing}</span>
      <p className={styles.note}>
        {weight.adds}
        {!weight.present && weight.goesTo && (
          <>
            {" "}
            {words.where}: <code>{weight.goesTo}</code>
          </>
        )}
      </p>
    </li>
  );
}
