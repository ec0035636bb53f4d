import { useNavigate, useSearchParams } from "react-router";

import { Card } from "@/components/ui/card";
import { Tabs } from "@/components/ui/tabs";
import { UnfinishedJobs } from "@/features/jobs/components/unfinished-jobs";
import { UploadForm } from "@/features/models/components/upload-form";
import { useUploadDraft } from "@/features/models/lib/upload-draft";
import { TrainForm } from "@/features/training/components/train-form";
import { useTrainDraft } from "@/features/training/lib/train-values";
import { useTexts } from "@/i18n/language";
import { remember } from "@/lib/session";
import type { Job } from "@/schemas/job";
import type { Model } from "@/schemas/model";

import { PageTitle } from "../layout/page-title";
import styles from "./home-page.module.css";
import { Hero } from "./hero";

export function HomePage() {
  const texts = useTexts();
  return (
    <div className={styles.page}>
      <PageTitle text={texts.common.titles.home} />
      <div className={styles.intro}>
        <Hero />
        <UnfinishedJobs />
      </div>
      <Card>
        <MakeTabs />
      </Card>
    </div>
  );
}

function MakeTabs() {
  const texts = useTexts().make;
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const selected = search.get("form") === "upload" ? "upload" : "train";
  const select = (form: "train" | "upload") => {
    const again = search.get("again");
    setSearch({ form, ...(again === null ? {} : { again }) }, { replace: true, preventScrollReset: true });
  };
  const train = useTrainDraft(search.get("again"));
  const upload = useUploadDraft();
  const follow = (job: Job) => void navigate(`/training/${job.id}`);
  const open = (model: Model) => {
    remember("modelName", model.name);
    void navigate(`/trained/${encodeURIComponent(model.name)}`);
  };
  return (
    <Tabs
      label={texts.tabsLabel}
      selected={selected}
      onSelect={select}
      tabs={[
        { key: "train", label: texts.tabTrain, panel: <TrainForm draft={train} onCreated={follow} /> },
        { key: "upload", label: texts.tabUpload, panel: <UploadForm draft={upload} onUploaded={open} /> },
      ]}
    />
  );
}
