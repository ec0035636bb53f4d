import type { ReactNode } from "react";

import { type Dictionary, useTexts } from "@/i18n/language";
import { formatBytes, noteName } from "@/lib/format";
import type { Model } from "@/schemas/model";

import { readCard } from "../lib/card-facts";
import styles from "./model-card.module.css";

interface Fact {
  label: string;
  value: ReactNode;
  hint?: string;
}

export function ModelFacts({ model }: { model: Model }) {
  const texts = useTexts();
  return (
    <dl className={styles.facts} aria-label={texts.cover.facts}>
      {[...voiceFacts(model, texts), ...fileFacts(model, texts)].map((fact) => (
        <div key={fact.label}>
          <dt>{fact.label}</dt>
          <dd>
            {fact.value}
            {fact.hint && <small>{fact.hint}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function voiceFacts(model: Model, texts: Dictionary): Fact[] {
  const { fact, minutes, cents, noPitch } = texts.cover;
  const card = readCard(model);
  const facts: Fact[] = [];
  if (model.f0 === false) facts.push({ label: fact.median, value: noPitch });
  else if (model.median_f0_hz) {
    const median = `${model.median_f0_hz.toFixed(0)} Hz · ${noteName(model.median_f0_hz)}`;
    facts.push({ label: fact.median, value: median });
  }
  if (model.epochs !== null) facts.push({ label: fact.epochs, value: model.epochs });
  if (card.minutes !== null) facts.push({ label: fact.minutes, value: minutes(card.minutes.toFixed(1)) });
  if (card.melDistance !== null) {
    facts.push({ label: fact.score, value: card.melDistance.toFixed(2), hint: fact.scoreHint });
  }
  if (card.f0ErrorCents !== null) facts.push({ label: fact.f0Error, value: cents(card.f0ErrorCents.toFixed(0)) });
  return facts;
}

function fileFacts(model: Model, texts: Dictionary): Fact[] {
  const { fact, has, hasNot, source } = texts.cover;
  const facts: Fact[] = [
    { label: fact.version, value: model.version ?? "–" },
    { label: fact.index, value: model.has_index ? has : hasNot },
    { label: fact.source, value: source[model.source] },
  ];
  if (model.sample_rate) facts.unshift({ label: fact.rate, value: `${model.sample_rate / 1000} kHz` });
  if (model.encoder) facts.splice(1, 0, { label: fact.encoder, value: model.encoder });
  if (model.size_bytes) facts.push({ label: fact.size, value: formatBytes(model.size_bytes) });
  if (model.disk_bytes) facts.push({ label: fact.disk, value: formatBytes(model.disk_bytes) });
  return facts;
}
