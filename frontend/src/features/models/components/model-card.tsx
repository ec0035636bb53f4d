import { ButtonLink } from "@/components/ui/button-link";
import { Card } from "@/components/ui/card";
import { Icon } from "@/components/ui/icon";
import { Notice } from "@/components/ui/notice";
import { describeWarning } from "@/i18n/error-text";
import { useTexts } from "@/i18n/language";
import type { Model } from "@/schemas/model";

import { modelDownloadUrl } from "../api/get-model";
import styles from "./model-card.module.css";
import { ModelFacts } from "./model-facts";

/** A model's own page head: what it is, where it runs, and the way to keep it. */
export function ModelCard({ model }: { model: Model }) {
  const texts = useTexts().cover;
  return (
    <Card className={styles.card}>
      <header className={styles.head}>
        <p className={styles.eyebrow}>{texts.modelEyebrow}</p>
        <h1 className={styles.name} title={model.name}>
          {model.name}
        </h1>
      </header>
      <ModelFacts model={model} />
      <Interchange model={model} />
      <UploadWarnings model={model} />
      {model.has_index === false && <Notice tone="info">{texts.noIndexHint}</Notice>}
      <ButtonLink to={modelDownloadUrl(model.name)} download className={styles.save}>
        <Icon name="download" />
        {texts.save}
      </ButtonLink>
    </Card>
  );
}

function UploadWarnings({ model }: { model: Model }) {
  const texts = useTexts();
  const warnings = (model.warnings ?? []).map((warning) => describeWarning(texts, warning));
  if (warnings.length === 0) return null;
  return (
    <Notice tone="warning" title={texts.job.warningsTitle}>
      <ul>
        {warnings.map((warning) => (
          <li key={warning}>{warning}</li>
        ))}
      </ul>
    </Notice>
  );
}

function Interchange({ model }: { model: Model }) {
  const texts = useTexts().cover;
  if (model.interchangeable) return <Notice tone="success" title={texts.interchangeable} />;
  return (
    <Notice tone="info" title={texts.personaOnly}>
      <p>{texts.personaOnlyWhy(model.encoder ?? model.family ?? "")}</p>
    </Notice>
  );
}
