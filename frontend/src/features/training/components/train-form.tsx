import { type RefObject, type SubmitEvent, useEffect, useRef, useState } from "react";

import { type Capabilities, useCapabilities } from "@/api/get-capabilities";
import { Checkbox } from "@/components/ui/checkbox";
import { Notice } from "@/components/ui/notice";
import { SendButton } from "@/components/ui/send-button";
import { describeError } from "@/i18n/error-text";
import { useTexts } from "@/i18n/language";
import { focusFirstInvalid } from "@/lib/focus-first-invalid";
import { useUpload } from "@/lib/uploads";
import { useEnding } from "@/lib/use-ending";
import type { Job } from "@/schemas/job";

import { planTraining } from "../api/create-training";
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
  const place = useRef<HTMLFormElement>(null);
  const form = useSubmission(draft, place, onCreated);
  return (
    <form ref={place} className={styles.form} onSubmit={form.submit} noValidate>
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
      <SendButton upload={form.upload} submit={texts.make.train.submit} checking={texts.make.train.checking} />
    </form>
  );
}

/** The form's submission: what is wrong with it, by field, and how far the upload is. */
function useSubmission(
  { values, reset }: TrainDraft,
  place: RefObject<HTMLFormElement | null>,
  onCreated: (job: Job) => void,
) {
  const texts = useTexts();
  const limits = useCapabilities().data?.limits;
  const [tried, setTried] = useState(false);
  const upload = useUpload<Job>("training");
  const [sent, setSent] = useState<TrainValues>();
  const found = validateTraining(values, limits, texts);
  const refused = serverErrors(upload.error, sent ?? values, values, texts);
  const errors: TrainErrors = { ...refused, ...(tried ? found : liveErrors(values, found)) };
  useEnding(upload.running, upload.result, (job) => {
    upload.clear();
    reset();
    onCreated(job);
  });
  useEffect(() => {
    if (upload.error !== null && place.current) focusFirstInvalid(place.current);
  }, [upload.error, place]);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (upload.running) return;
    setTried(true);
    setSent(values);
    if (Object.keys(found).length > 0) focusFirstInvalid(event.currentTarget);
    else upload.start(planTraining(values));
  };
  const refusal = upload.error && !hasPlace(upload.error) ? describeError(texts, upload.error) : null;
  return { errors, submit, refusal, upload };
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
