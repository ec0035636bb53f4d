import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ChosenFile } from "@/components/ui/chosen-file";
import { Dropzone } from "@/components/ui/dropzone";
import { Notice } from "@/components/ui/notice";
import { describeError } from "@/i18n/error-text";
import { useTexts } from "@/i18n/language";

import { type ImportReport, useImportModels } from "../api/import-models";
import styles from "./import-panel.module.css";

/** Many models from elsewhere at once. */
export function ImportPanel() {
  const texts = useTexts().library.import;
  const [files, setFiles] = useState<File[]>([]);
  const bring = useImportModels();
  return (
    <Card label={texts.title} className={styles.panel}>
      <h2>{texts.title}</h2>
      <Dropzone
        label={texts.files}
        hint={texts.hint}
        drop={texts.drop}
        choose={texts.choose}
        formats=".pth · .index · .zip"
        accept=".pth,.pt,.safetensors,.index,.zip"
        multiple
        onFiles={(added) => setFiles([...files, ...added])}
      />
      {files.map((file) => (
        <ChosenFile
          key={file.name}
          name={file.name}
          sizeBytes={file.size}
          onRemove={() => setFiles(files.filter((other) => other !== file))}
        />
      ))}
      <Button
        variant="primary"
        busy={bring.isPending}
        disabled={files.length === 0}
        onClick={() => bring.mutate(files, { onSuccess: () => setFiles([]) })}
      >
        {bring.isPending ? texts.sending : texts.submit}
      </Button>
      {bring.data && <Report report={bring.data} />}
    </Card>
  );
}

function Report({ report }: { report: ImportReport }) {
  const texts = useTexts();
  const words = texts.library.import;
  const count = report.imported.length;
  const untaken = [
    ...report.refused.map(({ name, error }) => words.refused(name, describeError(texts, error))),
    ...report.leftOut.map(({ name, reason }) => words.refused(name, words.leftOut[reason])),
  ];
  return (
    <Notice tone={untaken.length > 0 ? "warning" : "success"} announce title={count > 0 ? words.done(count) : words.none}>
      <ul>
        {untaken.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </Notice>
  );
}
