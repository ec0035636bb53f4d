import { type SubmitEvent, useState } from "react";

import { type Capabilities, useCapabilities } from "@/api/get-capabilities";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Notice } from "@/components/ui/notice";
import { describeError } from "@/i18n/error-text";
import { useTexts } from "@/i18n/language";
import { focusFirstInvalid } from "@/lib/focus-first-invalid";
import type { Job } from "@/schemas/job";

import { useCreateTraining } from "../api/create-training";
import { hasPlace, serverErrors } from "../lib/server-errors";
import type { TrainDraft, TrainValues } from "../lib/train-values";
import { type TrainErrors, validateTraining } from "../lib/validate-training";
import { AdvancedFields } from "./advanced-fields";
import { RecordingsField } from "./recordings-field";
import { SettingFields } from "./setting-fields";
import styles from "./train-form.module.css";

interface TrainFormProps {
  draft: TrainDraft;
  onCreated: (job: Job) => void;
}

export function TrainForm({ draft, onCreated }: TrainFormProps) {
  const texts = useTexts();
  const { values, set } = draft;
  const capabilities = useCapabilities().data;
  const form = useSubmission(values, onCreated);
  return (
    <form className={styles.form} onSubmit={form.submit} noValidate>
      {draft.repeats && values.files.length === 0 && <Notice tone="info">{texts.make.train.repeats}</Notice>}
      <RecordingsField files={values.files} error={form.errors.files} onChange={(files) => set({ files })} />
      <SettingFields draft={draft} errors={form.errors} capabilities={capabilities} />
      <AdvancedFields draft={draft} errors={form.errors} capabilities={capabilities} />
      <div className={styles.interchange}>
        {capabilities && <Interchange values={values} capabilities={capabilities} />}
      </div>
      <Checkbox
        label={texts.make.train.consent}
        checked={values.consent}
        required
        error={form.errors.consent}
        onChange={(consent) => set({ consent })}
      />
      {form.refusal && <Notice tone="error" announce title={form.refusal} />}
      <Button type="submit" variant="primary" size="large" busy={form.sending}>
        {form.sending ? texts.make.train.sending(form.percent) : texts.make.train.submit}
      </Button>
    </form>
  );
}

/** The form's submission: what is wrong with it, by field, and how far the upload is. */
function useSubmission(values: TrainValues, onCreated: (job: Job) => void) {
  const texts = useTexts();
  const [tried, setTried] = useState(false);
  const [percent, setPercent] = useState(0);
  const training = useCreateTraining((ratio) => setPercent(Math.round(ratio * 100)), onCreated);
  const found = validateTraining(values, texts);
  const refused = serverErrors(training.error, training.variables, values, texts);
  const errors: TrainErrors = { ...refused, ...(tried ? found : liveErrors(values, found)) };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    const form = event.currentTarget;
    if (Object.keys(found).length > 0) focusFirstInvalid(form);
    else training.mutate(values, { onError: () => focusFirstInvalid(form) });
  };
  const refusal = training.error && !hasPlace(training.error) ? describeError(texts, training.error) : null;
  return { errors, submit, percent, refusal, sending: training.isPending };
}

/** Before the first try, only what was typed or chosen is judged. */
function liveErrors(values: TrainValues, found: TrainErrors): TrainErrors {
  return {
    ...(values.name !== "" && found.name ? { name: found.name } : {}),
    ...(values.files.length > 0 && found.files ? { files: found.files } : {}),
  };
}

function Interchange({ values, capabilities }: { values: TrainValues; capabilities: Capabilities }) {
  const texts = useTexts().make.train;
  const { encoders, automatic } = capabilities;
  const family = values.family === "auto" ? automatic.family : values.family;
  const contentVec = encoders.some((encoder) => encoder.name === "contentvec" && encoder.usable);
  if (family === "starter") return <Notice tone="info">{texts.personaOnlyStarter}</Notice>;
  if (!contentVec) return <Notice tone="info">{texts.personaOnlyBuiltIn(automatic.encoder)}</Notice>;
  return <Notice tone="success">{texts.interchangeable}</Notice>;
}
