import { useState } from "react";

import { ButtonLink } from "@/components/ui/button-link";
import { Card } from "@/components/ui/card";
import { Icon } from "@/components/ui/icon";
import { Segmented } from "@/components/ui/segmented";
import { useTexts } from "@/i18n/language";
import { nameOf } from "@/i18n/name-of";
import type { Cover } from "@/schemas/cover";

import { type AudioFormat, coverDownloadUrl, stemUrl } from "../api/get-cover";
import { accompanimentOf, type MixLevels } from "../lib/mix-levels";
import styles from "./download-panel.module.css";

const FORMATS: AudioFormat[] = ["wav", "mp3", "flac"];

interface DownloadPanelProps {
  cover: Cover;
  /** Levels other than those it was made with. */
  changed: MixLevels | null;
}

export function DownloadPanel({ cover, changed }: DownloadPanelProps) {
  const texts = useTexts().cover.covered;
  const [format, setFormat] = useState<AudioFormat>("wav");
  return (
    <Card label={texts.save} className={styles.panel}>
      <h2>{texts.save}</h2>
      <Segmented
        legend={texts.format}
        value={format}
        options={FORMATS.map((value) => ({ value, label: value.toUpperCase() }))}
        onChange={setFormat}
      />
      <ButtonLink to={coverDownloadUrl(cover.id, format, changed)} variant="primary" size="large" download>
        <Icon name="download" />
        {texts.save}
      </ButtonLink>
      <p className={styles.note}>{changed ? texts.mixedDownload : texts.tagged}</p>
      <Stems cover={cover} />
    </Card>
  );
}

function Stems({ cover }: { cover: Cover }) {
  const texts = useTexts().cover.covered;
  const moved = accompanimentOf(cover) === "moved";
  const names = moved ? { ...texts.stemNames, accompaniment: texts.unmovedAccompaniment } : texts.stemNames;
  const stems = [...new Set(["converted", ...(cover.stems ?? [])])];
  return (
    <div>
      <h3 className={styles.subtitle}>{texts.stems}</h3>
      <ul className={styles.stems}>
        {stems.map((stem) => (
          <li key={stem}>
            <a href={stemUrl(cover.id, stem)} download="">
              {nameOf(names, stem)}
              <Icon name="download" size={18} />
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}
