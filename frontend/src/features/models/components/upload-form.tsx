import { type SubmitEvent, useState } from "react";

import { ChosenFile } from "@/components/ui/chosen-file";
import { Dropzone } from "@/components/ui/dropzone";
import { Notice } from "@/components/ui/notice";
import { SendButton } from "@/components/ui/send-button";
import { TextField } from "@/components/ui/text-field";
import { describeError, describeFieldError } from "@/i18n/error-text";
import { type Dictionary, useTexts } from "@/i18n/language";
import { focusFirstInvalid } from "@/lib/focus-first-invalid";
import { checkModelName } from "@/lib/model-name";
import { useUpload } from "@/lib/uploads";
import { useEnding } from "@/lib/use-ending";
import type { Model } from "@/schemas/model";

import { planModel } from "../api/upload-model";
import type { UploadDraft } from "../lib/upload-draft";
import styles from "./upload-form.module.css";

interface UploadFormProps {
  draft: UploadDraft;
  onUploaded: (model: Model) => void;
}

export function UploadForm({ draft, onUploaded }: UploadFormProps) {
  const texts = useTexts().make.upload;
  const form = useSubmission(draft, onUploaded);
  return (
    <form className={styles.form} onSubmit={form.submit} noValidate>
      <Dropzone
        label={texts.file}
        hint={texts.fileHint}
        drop={texts.drop}
        choose={texts.choose}
        accept=".zip,.pth,.pt,.safetensors"
        error={form.fileError}
        onFiles={([file]) => file && draft.setFile(file)}
      />
      {draft.file && <ChosenFile name={draft.file.name} sizeBytes={draft.file.size} onRemove={() => draft.setFile(null)} />}
      <TextField
        label={texts.name}
        hint={texts.nameHint}
        value={draft.name}
        error={form.nameError}
        onChange={draft.setName}
      />
      <p className={styles.safe}>{texts.safe}</p>
      {form.refusal && <Notice tone="error" announce title={form.refusal} />}
      <SendButton upload={form.upload} submit={texts.submit} checking={texts.checking} />
    </form>
  );
}

function useSubmission(draft: UploadDraft, onUploaded: (model: Model) => void) {
  const texts = useTexts();
  const [tried, setTried] = useState(false);
  const [sent, setSent] = useState({ file: draft.file, name: draft.name });
  const upload = useUpload<Model>("model");
  const { fileError, nameError } = check(draft, texts);
  useEnding(upload.running, upload.result, (model) => {
    upload.clear();
    draft.reset();
    onUploaded(model);
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (upload.running) return;
    setTried(true);
    setSent({ file: draft.file, name: draft.name });
    if (draft.file && !fileError && !nameError) upload.start(planModel({ file: draft.file, name: draft.name }));
    else focusFirstInvalid(event.currentTarget);
  };
  const nameRefusal = sent.name === draft.name ? describeFieldError(texts, upload.error, "name") : null;
  const fileRefusal = upload.error && sent.file === draft.file && !nameRefusal ? upload.error : null;
  return {
    submit,
    upload,
    fileError: tried || draft.file ? fileError : null,
    nameError: nameError ?? nameRefusal,
    refusal: fileRefusal && describeError(texts, fileRefusal),
  };
}

function check(draft: UploadDraft, texts: Dictionary) {
  const { invalid } = texts.make;
  const name = draft.file?.name.toLowerCase();
  const wrongEnding = name !== undefined && !/\.(zip|pth|pt|safetensors)$/.test(name);
  const missing = draft.file === null ? invalid.modelFileMissing : null;
  return {
    fileError: missing ?? (wrongEnding ? invalid.modelFileFormat : null),
    nameError: draft.name === "" ? null : checkModelName(draft.name, texts),
  };
}
