import type { ReactNode } from "react";

import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { describeError } from "@/i18n/error-text";
import { useTexts } from "@/i18n/language";

import { useCancelJob } from "../api/cancel-job";
import styles from "./job-screen.module.css";

interface StopButtonProps {
  jobId: string;
  label: string;
  /** What is good to know beside it. */
  children: ReactNode;
}

/** Stops without asking twice: nothing usable is lost, and the end offers to go on. */
export function StopButton({ jobId, label, children }: StopButtonProps) {
  const texts = useTexts();
  const cancel = useCancelJob(jobId);
  const stopping = cancel.isPending || cancel.isSuccess;
  return (
    <div className={styles.stop}>
      <Button variant="danger" busy={stopping} onClick={() => cancel.mutate()}>
        {stopping ? texts.job.stopping : label}
      </Button>
      <div>{children}</div>
      {cancel.error && <Notice tone="error" announce title={describeError(texts, cancel.error)} />}
    </div>
  );
}
