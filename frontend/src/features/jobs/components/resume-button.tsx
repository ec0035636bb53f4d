import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { describeError } from "@/i18n/error-text";
import { useTexts } from "@/i18n/language";
import type { Job } from "@/schemas/job";

import { useResumeJob } from "../api/resume-job";

interface ResumeButtonProps {
  jobId: string;
  label: string;
  onResumed: (job: Job) => void;
}

export function ResumeButton({ jobId, label, onResumed }: ResumeButtonProps) {
  const texts = useTexts();
  const resume = useResumeJob(jobId, onResumed);
  return (
    <>
      <Button variant="primary" busy={resume.isPending} onClick={() => resume.mutate()}>
        {label}
      </Button>
      {resume.error && <Notice tone="error" announce title={describeError(texts, resume.error)} />}
    </>
  );
}
