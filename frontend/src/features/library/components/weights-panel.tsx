import { type Pretrained, useCapabilities } from "@/api/get-capabilities";
import { Card } from "@/components/ui/card";
import { Disclosure } from "@/components/ui/disclosure";
import { LoadError } from "@/components/ui/load-error";
import { Spinner } from "@/components/ui/spinner";
import { useTexts } from "@/i18n/language";
import { classNames } from "@/lib/class-names";

import { describeWeights, isBaseWeights } from "../lib/describe-weights";
import panel from "./library-panels.module.css";
import styles from "./weights-panel.module.css";

/** Which weights are there, which are not, and where those go. */
export function WeightsPanel() {
  const texts = useTexts();
  const words = texts.library.weights;
  const capabilities = useCapabilities();
  return (
    <Card label={words.title} className={panel.panel}>
      <h2>{words.title}</h2>
      <p className={panel.hint}>{words.hint}</p>
      {capabilities.isPending && <Spinner label={texts.common.loading} />}
      {capabilities.isError && <LoadError error={capabilities.error} onRetry={capabilities.refetch} />}
      {capabilities.data && <WeightLists weights={capabilities.data.pretrained} />}
    </Card>
  );
}

/** The many base weights of RVC are folded away behind the few that matter most. */
function WeightLists({ weights }: { weights: Pretrained[] }) {
  const words = useTexts().library.weights;
  const base = weights.filter(isBaseWeights);
  return (
    <div className={styles.lists}>
      <WeightList weights={weights.filter((one) => !isBaseWeights(one))} />
      {base.length > 0 && (
        <Disclosure summary={words.more(base.length)}>
          <WeightList weights={base} />
        </Disclosure>
      )}
    </div>
  );
}

function WeightList({ weights }: { weights: Pretrained[] }) {
  return (
    <ul className={styles.list}>
      {weights.map((one) => (
        <WeightRow key={one.name} weights={one} />
      ))}
    </ul>
  );
}

function WeightRow({ weights }: { weights: Pretrained }) {
  const texts = useTexts();
  const words = texts.library.weights;
  return (
    <li className={styles.row}>
      <span className={classNames(styles.lamp, weights.present && styles.present)} aria-hidden="true" />
      <span className={styles.name}>{weights.name}</span>
      <span className={styles.state}>{weights.present ? words.present : words.missing}</span>
      <p className={styles.note}>{describeWeights(weights, texts)}</p>
      {weights.warning && <p className={styles.warning}>{words.unknown}</p>}
      {!weights.present && (
        <p className={styles.note}>
          {words.where}: <code>{weights.expected_path}</code>
        </p>
      )}
    </li>
  );
}
