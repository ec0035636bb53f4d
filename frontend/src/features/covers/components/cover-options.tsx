import { toOptions } from "@/api/choice-options";
import { type Capabilities, useCapabilities } from "@/api/get-capabilities";
import { Checkbox } from "@/components/ui/checkbox";
import { Disclosure } from "@/components/ui/disclosure";
import { SelectField } from "@/components/ui/select-field";
import { SliderField } from "@/components/ui/slider-field";
import { useTexts } from "@/i18n/language";
import { formatSigned } from "@/lib/format";
import type { Model } from "@/schemas/model";

import type { CoverDraft } from "../lib/cover-values";
import styles from "./cover-form.module.css";

interface CoverOptionsProps {
  draft: CoverDraft;
  model: Model;
  f0Error: string | null;
}

export function CoverOptions({ draft, model, f0Error }: CoverOptionsProps) {
  const texts = useTexts();
  const { values, set } = draft;
  const form = texts.cover.form;
  const capabilities = useCapabilities().data;
  return (
    <Disclosure summary={form.advanced}>
      <div className={styles.options}>
        <Checkbox label={form.aCappella} checked={values.aCappella} onChange={(aCappella) => set({ aCappella })} />
        <Knobs draft={draft} defaults={capabilities?.defaults} family={model.family ?? "rvc"} />
        <Levels draft={draft} />
        <SelectField
          label={form.f0Method}
          value={values.f0Method}
          error={f0Error}
          options={toOptions(capabilities?.f0_methods ?? [], texts)}
          onChange={(f0Method) => set({ f0Method })}
        />
      </div>
    </Disclosure>
  );
}

interface KnobsProps {
  draft: CoverDraft;
  defaults: Capabilities["defaults"] | undefined;
  family: string;
}

function Knobs({ draft: { values, set }, defaults, family }: KnobsProps) {
  const form = useTexts().cover.form;
  const retrieval = values.retrievalRatio ?? defaults?.retrieval_ratio[family] ?? 0;
  const protection = values.consonantProtection ?? defaults?.consonant_protection ?? 0;
  const envelope = values.envelopeMix ?? defaults?.envelope_mix ?? 0;
  return (
    <>
      <SliderField
        {...{ min: 0, max: 1, step: 0.05 }}
        label={form.retrieval}
        hint={form.retrievalHint}
        value={retrieval}
        text={retrieval.toFixed(2)}
        onChange={(retrievalRatio) => set({ retrievalRatio })}
      />
      <SliderField
        {...{ min: 0, max: 0.5, step: 0.01 }}
        label={form.protection}
        hint={form.protectionHint}
        value={protection}
        text={protection.toFixed(2)}
        onChange={(consonantProtection) => set({ consonantProtection })}
      />
      <SliderField
        {...{ min: 0, max: 1, step: 0.05 }}
        label={form.envelope}
        hint={form.envelopeHint}
        value={envelope}
        text={envelope.toFixed(2)}
        onChange={(envelopeMix) => set({ envelopeMix })}
      />
    </>
  );
}

function Levels({ draft: { values, set } }: { draft: CoverDraft }) {
  const form = useTexts().cover.form;
  const range = { min: -24, max: 12, step: 0.5 };
  return (
    <>
      <SliderField
        {...range}
        label={form.vocalGain}
        value={values.vocalGainDb}
        text={formatSigned(values.vocalGainDb, 1)}
        onChange={(vocalGainDb) => set({ vocalGainDb })}
      />
      <SliderField
        {...range}
        label={form.accompanimentGain}
        value={values.accompanimentGainDb}
        text={formatSigned(values.accompanimentGainDb, 1)}
        onChange={(accompanimentGainDb) => set({ accompanimentGainDb })}
      />
    </>
  );
}
