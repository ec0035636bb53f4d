import type { ReactNode } from "react";

import { classNames } from "@/lib/class-names";

import styles from "./notice.module.css";

interface NoticeProps {
  tone: "info" | "warning" | "error" | "success";
  title?: string;
  /** Read out when it appears. */
  announce?: boolean;
  children?: ReactNode;
}

export function Notice({ tone, title, announce = false, children }: NoticeProps) {
  const role = announce ? (tone === "error" ? "alert" : "status") : undefined;
  return (
    <div role={role} className={classNames(styles.notice, styles[tone])}>
      {title && <p className={styles.title}>{title}</p>}
      {children}
    </div>
  );
}
