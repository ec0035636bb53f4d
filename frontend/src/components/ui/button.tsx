import type { ButtonHTMLAttributes } from "react";

import { classNames } from "@/lib/class-names";

import styles from "./button.module.css";

export type ButtonVariant = "primary" | "secondary" | "quiet" | "danger";

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  variant?: ButtonVariant;
  size?: "medium" | "small" | "large";
  /** Work is under way: the button stays in place and cannot be pressed again. */
  busy?: boolean;
}

export function Button({
  variant = "secondary",
  size = "medium",
  busy = false,
  className,
  disabled,
  type = "button",
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      disabled={disabled === true || busy}
      aria-busy={busy}
      className={classNames(styles.button, styles[variant], styles[size], className)}
    />
  );
}
