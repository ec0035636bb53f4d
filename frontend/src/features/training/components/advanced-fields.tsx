import { toOptions } from "@/api/choice-options";
import type { Capabilities } from "@/api/get-capabilities";
import { Disclosure } from "@/components/ui/disclosure";
import { SelectField } from "@/components/ui/select-field";
import { TextField } from "@/components/ui/text-field";
import { useTexts } from "@/i18n/language";

import type { TrainDraft } from "../lib/train-values";
import type { TrainErrors } from "../lib/validate-training";
import styles from "./train-form.module.css";

interface AdvancedFieldsProps {
  draft: TrainDraft;
  errors: TrainErrors;
  capabilities: Capabilities | undefined;
}

export function AdvancedFields(props: AdvancedFieldsProps) {
  const texts = useTexts().make.train;
  return (
    <Disclosure summary={texts.advanced}>
      <div className={styles.pair}>
        <KindFields {...props} />
        <NumberFields {...props} />
      </div>
    </Disclosure>
  );
}

function KindFields({ draft: { values, set }, errors, capabilities }: AdvancedFieldsProps) {
  const dictionary = useTexts();
  const texts = dictionary.make.train;
  const rates = capabilities?.sample_rates ?? [];
  return (
    <>
      <SelectField
        label={texts.family}
        hint={texts.familyHint}
        value={values.family}
        error={errors.family}
        options={toOptions(capabilities?.families ?? [], dictionary, texts.families)}
        onChange={(family) => set({ family })}
      />
      <SelectField
        label={texts.preset}
        hint={texts.presetHint}
        value={values.preset}
        error={errors.preset}
        options={toOptions(capabilities?.presets ?? [], dictionary, texts.presets)}
        onChange={(preset) => set({ preset })}
      />
      <SelectField
        label={texts.sampleRate}
        hint={texts.sampleRateHint}
        value={values.sampleRate ?? String(capabilities?.defaults.sample_rate ?? "")}
        error={errors.sampleRate}
        options={rates.map((rate) => ({ value: rate.name, label: `${Number(rate.name) / 1000} kHz` }))}
        onChange={(sampleRate) => set({ sampleRate })}
      />
      <SelectField
        label={texts.baseWeights}
        hint={texts.baseWeightsHint}
        value={values.baseWeights}
        error={errors.baseWeights}
        options={[
          { value: "auto", label: texts.auto },
          { value: "none", label: texts.none },
        ]}
        onChange={(baseWeights) => set({ baseWeights })}
      />
    </>
  );
}

function NumberFields({ draft: { values, set }, errors, capabilities }: AdvancedFieldsProps) {
  const texts = useTexts().make.train;
  const defaults = capabilities?.defaults;
  return (
    <>
      <TextField
        label={texts.batchSize}
        hint={texts.batchSizeHint}
        type="number"
        min={1}
        max={64}
        value={values.batchSize ?? String(defaults?.batch_size ?? "")}
        error={errors.batchSize}
        onChange={(batchSize) => set({ batchSize })}
      />
      <TextField
        label={texts.saveEvery}
        hint={texts.saveEveryHint}
        type="number"
        min={1}
        value={values.saveEvery ?? String(defaults?.save_every ?? "")}
        error={errors.saveEvery}
        onChange={(saveEvery) => set({ saveEvery })}
      />
      <TextField
        label={texts.maxMinutes}
        hint={texts.maxMinutesHint}
        type="number"
        min={0}
        value={values.maxMinutes}
        error={errors.maxMinutes}
        onChange={(maxMinutes) => set({ maxMinutes })}
      />
    </>
  );
}
