import { toOptions } from "@/api/choice-options";
import { useCapabilities } from "@/api/get-capabilities";
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
        <Knobs draft={draft} usualRetrieval={capabilities?.defaults.retrieval_ratio[model.family ?? "rvc"] ?? 0} />
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

function Knobs({ draft: { values, set }, usualRetrieval }: { draft: CoverDraft; usualRetrieval: number }) {
  const form = useTexts().cover.form;
  const retrieval = values.retrievalRatio ?? usualRetrieval;
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
        value={values.consonantProtection}
        text={values.consonantProtection.toFixed(2)}
        onChange={(consonantProtection) => set({ consonantProtection })}
      />
      <SliderField
        {...{ min: 0, max: 1, step: 0.05 }}
        label={form.envelope}
        hint={form.envelopeHint}
        value={values.envelopeMix}
        text={values.envelopeMix.toFixed(2)}
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
