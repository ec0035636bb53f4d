import { type SubmitEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { describeError, describeFieldError } from "@/i18n/error-text";
import { type Dictionary, useTexts } from "@/i18n/language";
import { checkAudioFile } from "@/lib/audio-files";
import { parseWhole } from "@/lib/check-number";
import { focusFirstInvalid } from "@/lib/focus-first-invalid";
import type { Job } from "@/schemas/job";
import type { Model } from "@/schemas/model";

import { useCreateCover } from "../api/create-cover";
import { type KeptSong, type SongUpload, useSongUpload } from "../hooks/use-song-upload";
import { type CoverValues, useCoverDraft } from "../lib/cover-values";
import styles from "./cover-form.module.css";
import { CoverOptions } from "./cover-options";
import { PitchField } from "./pitch-field";
import { Preview } from "./preview";
import { SongField } from "./song-field";

interface CoverFormProps {
  model: Model;
  kept: KeptSong;
  onCreated: (job: Job) => void;
}

export function CoverForm({ model, kept, onCreated }: CoverFormProps) {
  const dictionary = useTexts();
  const texts = dictionary.cover.form;
  const draft = useCoverDraft(kept.id);
  const upload = useSongUpload(kept);
  const form = useSubmission(model, upload, draft.values, onCreated);
  return (
    <Card label={texts.title}>
      <form className={styles.form} onSubmit={form.submit} noValidate>
        <h2 className={styles.title}>{texts.title}</h2>
        <SongField upload={upload} error={form.songError} onChoose={form.choose} />
        {model.f0 !== false && <PitchField draft={draft} model={model} song={upload.song} error={form.pitchError} />}
        <CoverOptions draft={draft} model={model} f0Error={form.f0Error} />
        {upload.name !== null && (
          <Preview
            key={upload.song?.id}
            model={model.name}
            song={upload.song}
            values={draft.values}
            disabled={form.pitchError !== null}
          />
        )}
        {form.refusal && <Notice tone="error" announce title={form.refusal} />}
        <Button type="submit" variant="primary" size="large" busy={upload.waiting || form.creating}>
          {upload.sending ? uploadStatus(upload.upload, dictionary) : texts.submit}
        </Button>
      </form>
    </Card>
  );
}

function uploadStatus({ phase, percent }: SongUpload["upload"], texts: Dictionary): string {
  return phase === "sending" ? texts.common.uploads.percent(percent) : texts.cover.form.analysing;
}

function useSubmission(model: Model, upload: SongUpload, values: CoverValues, onCreated: (job: Job) => void) {
  const texts = useTexts();
  const [tried, setTried] = useState(false);
  const [wrongFile, setWrongFile] = useState<string | null>(null);
  const cover = useCreateCover(onCreated);
  const pitchError = checkPitch(values) ? null : texts.make.invalid.pitch;
  const missing = tried && upload.name === null ? texts.make.invalid.songMissing : null;
  const choose = (file: File) => {
    const wrong = checkAudioFile(file, texts);
    setWrongFile(wrong);
    if (wrong === null) upload.choose(file);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    const form = event.currentTarget;
    if (!upload.song || pitchError) focusFirstInvalid(form);
    else cover.mutate({ songId: upload.song.id, model: model.name, values }, { onError: () => focusFirstInvalid(form) });
  };
  const pitchRefusal = describeFieldError(texts, cover.error, "pitch");
  const f0Refusal = describeFieldError(texts, cover.error, "f0_method");
  return {
    choose,
    submit,
    creating: cover.isPending,
    songError: wrongFile ?? (upload.error ? describeError(texts, upload.error) : missing),
    pitchError: pitchError ?? pitchRefusal,
    f0Error: f0Refusal,
    refusal: cover.error && !pitchRefusal && !f0Refusal ? describeError(texts, cover.error) : null,
  };
}

function checkPitch(values: CoverValues): boolean {
  return values.pitchMode === "auto" || parseWhole(values.pitch, -24, 24) !== null;
}
