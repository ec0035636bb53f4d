import { ChosenFile } from "@/components/ui/chosen-file";
import { Dropzone } from "@/components/ui/dropzone";
import { Meter } from "@/components/ui/meter";
import { type Dictionary, useTexts } from "@/i18n/language";
import { AUDIO_ACCEPT } from "@/lib/audio-files";
import { formatClock, noteName } from "@/lib/format";

import type { SongUpload } from "../hooks/use-song-upload";
import styles from "./cover-form.module.css";

interface SongFieldProps {
  upload: SongUpload;
  error: string | null;
  onChoose: (file: File) => void;
}

export function SongField({ upload, error, onChoose }: SongFieldProps) {
  const dictionary = useTexts();
  const texts = dictionary.cover.form;
  const facts = upload.name === null ? "" : factsOf(upload, dictionary);
  return (
    <div className={styles.song}>
      <Dropzone
        label={texts.song}
        hint={upload.name === null ? texts.songAdvice : facts}
        drop={texts.drop}
        choose={texts.choose}
        formats={texts.songHint}
        accept={AUDIO_ACCEPT}
        error={error}
        onFiles={([file]) => file && onChoose(file)}
      />
      {upload.name !== null && (
        <ChosenFile name={upload.name} sizeBytes={upload.sizeBytes} onRemove={upload.remove} />
      )}
      {upload.name !== null && (
        <div className={styles.sending}>
          {upload.sending && <SongMeter {...upload.upload} />}
        </div>
      )}
      <p className="visually-hidden" role="status">
        {facts}
      </p>
    </div>
  );
}

function SongMeter({ phase, percent }: SongUpload["upload"]) {
  const texts = useTexts();
  const label = phase === "sending" ? texts.common.uploads.percent(percent) : texts.cover.form.analysing;
  return <Meter label={label} value={phase === "sending" ? percent / 100 : null} size="thin" />;
}

/** What is known of the song by now. */
function factsOf({ song, name, upload }: SongUpload, { common, cover }: Dictionary): string {
  const texts = cover.form;
  if (upload.phase === "sending") return common.uploads.sending(name ?? "");
  if (!song) return upload.running ? texts.analysing : "";
  const clock = formatClock(song.duration_seconds ?? 0);
  if (song.analysing) return `${texts.songFactsNoVoice(clock)} · ${texts.analysing}`;
  const pitch = song.median_f0_hz;
  return pitch ? texts.songFacts(clock, `${pitch.toFixed(0)} Hz (${noteName(pitch)})`) : texts.songFactsNoVoice(clock);
}
