import { toOptions } from "@/api/choice-options";
import type { Capabilities } from "@/api/get-capabilities";
import { SelectField } from "@/components/ui/select-field";
import { TextField } from "@/components/ui/text-field";
import { useTexts } from "@/i18n/language";

import type { TrainDraft } from "../lib/train-values";
import type { TrainErrors } from "../lib/validate-training";
import styles from "./train-form.module.css";

interface SettingFieldsProps {
  draft: TrainDraft;
  errors: TrainErrors;
  capabilities: Capabilities | undefined;
}

export function SettingFields({ draft: { values, set }, errors, capabilities }: SettingFieldsProps) {
  const dictionary = useTexts();
  const texts = dictionary.make.train;
  const isAutomatic = capabilities?.defaults.epochs === "auto";
  return (
    <>
      <TextField
        label={texts.name}
        hint={texts.nameHint}
        value={values.name}
        error={errors.name}
        required
        onChange={(name) => set({ name })}
      />
      <div className={styles.pair}>
        <TextField
          label={texts.epochs}
          hint={isAutomatic ? texts.automaticHint(capabilities.training_minutes) : texts.epochsHint}
          placeholder={isAutomatic ? texts.auto : undefined}
          type="number"
          min={1}
          max={10_000}
          value={values.epochs ?? (isAutomatic ? "" : String(capabilities?.defaults.epochs ?? ""))}
          error={errors.epochs}
          required={!isAutomatic}
          onChange={(epochs) => set({ epochs: isAutomatic && epochs === "" ? null : epochs })}
        />
        <SelectField
          label={texts.f0Method}
          value={values.f0Method}
          options={toOptions(capabilities?.f0_methods ?? [], dictionary)}
          error={errors.f0Method}
          onChange={(f0Method) => set({ f0Method })}
        />
      </div>
    </>
  );
}
