import type { ReactNode } from "react";
import { Link } from "react-router";

import { classNames } from "@/lib/class-names";

import type { ButtonVariant } from "./button";
import styles from "./button.module.css";

interface ButtonLinkProps {
  to: string;
  variant?: ButtonVariant;
  size?: "medium" | "small" | "large";
  /** A file to save instead of a page to go to. */
  download?: boolean;
  label?: string;
  className?: string;
  children: ReactNode;
}

export function ButtonLink({ to, variant = "secondary", size = "medium", ...props }: ButtonLinkProps) {
  const { download = false, label, className, children } = props;
  const classes = classNames(styles.button, styles[variant], styles[size], className);
  if (download) {
    return (
      <a href={to} download="" className={classes} aria-label={label}>
        {children}
      </a>
    );
  }
  return (
    <Link to={to} className={classes} aria-label={label}>
      {children}
    </Link>
  );
}
