import type { ReactNode } from "react";

import { Card } from "@/components/ui/card";
import { useCovers } from "@/features/covers/api/get-covers";
import { CoverShelf } from "@/features/covers/components/cover-shelf";
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
  const texts = useTexts().library;
  // What stands below the shelves waits for them, or it would be pushed down under the pointer.
  const pending = [useModels().isPending, useCovers().isPending];
  const shelved = !pending.includes(true);
  return (
    <div className={styles.page}>
      <PageTitle text={texts.title} />
      <header>
        <h1>{texts.title}</h1>
        <p>{texts.lead}</p>
      </header>
      <UnfinishedJobs />
      <div className={styles.pair}>
        <ShelfCard title={texts.models}>
          <ModelShelf />
        </ShelfCard>
        <ShelfCard title={texts.covers}>
          <CoverShelf />
        </ShelfCard>
      </div>
      {shelved && (
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
      )}
    </div>
  );
}

function ShelfCard({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Card>
      <h2 className={styles.shelfTitle}>{title}</h2>
      {children}
    </Card>
  );
}
