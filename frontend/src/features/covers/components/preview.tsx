import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { SliderField } from "@/components/ui/slider-field";
import { describeError } from "@/i18n/error-text";
import { useTexts } from "@/i18n/language";
import { formatClock } from "@/lib/format";

import { useCreatePreview } from "../api/create-preview";
import type { Song } from "../api/upload-song";
import type { CoverValues } from "../lib/cover-values";
import styles from "./cover-form.module.css";

interface PreviewProps {
  model: string;
  /** Null while it is on its way: the place is kept, so that nothing moves when it is there. */
  song: Song | null;
  values: CoverValues;
  disabled: boolean;
}

/** A short listen before all of the song is covered. */
export function Preview({ model, song, values, disabled }: PreviewProps) {
  const texts = useTexts();
  const form = texts.cover.form;
  const length = song?.duration_seconds ?? 0;
  const [startSeconds, setStart] = useState(() => Math.floor(length / 4));
  const preview = useCreatePreview();
  return (
    <div className={styles.preview}>
      <SliderField
        label={form.previewStart}
        min={0}
        max={Math.max(0, Math.floor(length - 1))}
        step={1}
        value={startSeconds}
        text={formatClock(startSeconds)}
        onChange={setStart}
      />
      <Button
        busy={preview.isPending}
        disabled={disabled || song === null}
        onClick={() => song && preview.mutate({ songId: song.id, model, startSeconds, values })}
      >
        {preview.isPending ? form.previewing : form.preview}
      </Button>
      {preview.error && <Notice tone="error" announce title={describeError(texts, preview.error)} />}
      {preview.data && (
        // eslint-disable-next-line jsx-a11y/media-has-caption -- sung sound without known words
        <audio className={styles.player} controls autoPlay src={preview.data} aria-label={form.preview} />
      )}
    </div>
  );
}
