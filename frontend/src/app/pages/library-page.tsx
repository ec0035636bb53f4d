import type { ReactNode } from "react";

import { Card } from "@/components/ui/card";
import { Spinner } from "@/components/ui/spinner";
import { useCovers } from "@/features/covers/api/get-covers";
import { CoverShelf } from "@/features/covers/components/cover-shelf";
import { useUnfinishedJobs } from "@/features/jobs/api/get-jobs";
import { UnfinishedJobs } from "@/features/jobs/components/unfinished-jobs";
import { ErasePanel } from "@/features/library/components/erase-panel";
import { LibraryKey } from "@/features/library/components/library-key";
import { WeightsPanel } from "@/features/library/components/weights-panel";
import { useModels } from "@/features/models/api/get-models";
import { ImportPanel } from "@/features/models/components/import-panel";
import { ModelShelf } from "@/features/models/components/model-shelf";
import { useTexts } from "@/i18n/language";

import { PageTitle } from "../layout/page-title";
import styles from "./library-page.module.css";

export function LibraryPage() {
  const { library: texts, common } = useTexts();
  // All of it comes at once, or what came first would be pushed down under the pointer.
  // What failed counts as having come: its shelf asks once more as it appears, and must not be taken away for that.
  const fetched = [useModels().isFetched, useCovers().isFetched, useUnfinishedJobs().isFetched];
  const loading = fetched.includes(false);
  return (
    <div className={styles.page}>
      <PageTitle text={texts.title} />
      <header>
        <h1>{texts.title}</h1>
        <p>{texts.lead}</p>
      </header>
      {loading ? <Spinner label={common.loading} /> : <Shelves />}
    </div>
  );
}

function Shelves() {
  const texts = useTexts().library;
  const models = useModels().data ?? [];
  const covers = useCovers().data ?? [];
  return (
    <>
      <UnfinishedJobs />
      <div className={styles.pair}>
        <ShelfCard title={texts.models} count={models.length}>
          <ModelShelf />
        </ShelfCard>
        <ShelfCard title={texts.covers} count={covers.length}>
          <CoverShelf />
        </ShelfCard>
      </div>
      <div className={styles.columns}>
        <div className={styles.column}>
          <ImportPanel />
          <WeightsPanel />
        </div>
        <div className={styles.column}>
          <LibraryKey />
          <ErasePanel />
        </div>
      </div>
    </>
  );
}

function ShelfCard({ title, count, children }: { title: string; count: number; children: ReactNode }) {
  return (
    <Card>
      <h2 className={styles.shelfTitle}>
        {title}
        {count > 0 && <span>{count}</span>}
      </h2>
      {children}
    </Card>
  );
}
