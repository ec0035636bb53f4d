import { ChosenFile } from "@/components/ui/chosen-file";
import { Dropzone } from "@/components/ui/dropzone";
import { Meter } from "@/components/ui/meter";
import { Notice } from "@/components/ui/notice";
import { useTexts } from "@/i18n/language";
import { AUDIO_ACCEPT } from "@/lib/audio-files";
import { formatClock, noteName } from "@/lib/format";

import type { SongUpload } from "../hooks/use-song-upload";
import styles from "./cover-form.module.css";

interface SongFieldProps {
  upload: SongUpload;
  error: string | null;
  onChoose: (file: File | null) => void;
}

export function SongField({ upload, error, onChoose }: SongFieldProps) {
  const texts = useTexts().cover.form;
  return (
    <div className={styles.song}>
      <Dropzone
        label={texts.song}
        hint=""
        drop={texts.drop}
        choose={texts.choose}
        formats={texts.songHint}
        accept={AUDIO_ACCEPT}
        error={error}
        onFiles={([file]) => file && onChoose(file)}
      />
      {upload.name !== null && (
        <ChosenFile name={upload.name} sizeBytes={upload.file?.size} onRemove={() => onChoose(null)} />
      )}
      {upload.sending && <Meter label={texts.sending(upload.percent)} value={upload.percent / 100} size="thin" />}
      <SongFacts upload={upload} />
    </div>
  );
}

function SongFacts({ upload: { song, sending } }: { upload: SongUpload }) {
  const texts = useTexts().cover.form;
  const clock = formatClock(song?.duration_seconds ?? 0);
  const pitch = song?.median_f0_hz;
  const facts = pitch ? texts.songFacts(clock, `${pitch.toFixed(0)} Hz (${noteName(pitch)})`) : texts.songFactsNoVoice(clock);
  return (
    <>
      <p className={styles.facts} role="status">
        {song ? facts : ""}
        {sending || (song && !song.analysed) ? ` ${texts.analysing}` : ""}
      </p>
      {song?.analysed && !pitch && <Notice tone="warning" announce title={texts.noVoice} />}
    </>
  );
}
