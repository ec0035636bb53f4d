import type { ReactNode } from "react";

import { classNames } from "@/lib/class-names";

import styles from "./card.module.css";

interface CardProps {
  /** Names the card's region for assistive technology. */
  label?: string;
  className?: string;
  children: ReactNode;
}

export function Card({ label, className, children }: CardProps) {
  return (
    <section className={classNames(styles.card, className)} aria-label={label}>
      {children}
    </section>
  );
}
