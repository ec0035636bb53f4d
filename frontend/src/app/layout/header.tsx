import { Link, NavLink, useLocation } from "react-router";

import { Icon } from "@/components/ui/icon";
import { useTexts } from "@/i18n/language";
import { classNames } from "@/lib/class-names";

import styles from "./header.module.css";
import { LanguageToggle } from "./language-toggle";
import { ThemeToggle } from "./theme-toggle";

export function Header() {
  const texts = useTexts().common;
  return (
    <header className={styles.header}>
      <div className={styles.bar}>
        <Link to="/" className={styles.brand}>
          <Mark />
          {texts.appName}
        </Link>
        <SignalPath />
        <nav className={styles.tools} aria-label={texts.library}>
          <NavLink to="/library" className={styles.library}>
            <Icon name="shelf" />
            <span>{texts.library}</span>
          </NavLink>
          <ThemeToggle />
          <LanguageToggle />
        </nav>
      </div>
    </header>
  );
}

/** Where on the way from voice to cover this page is. */
function SignalPath() {
  const texts = useTexts().common.steps;
  const { pathname } = useLocation();
  const steps = [
    { to: "/", label: texts.make, on: pathname === "/" || pathname.startsWith("/training") },
    { to: "/trained", label: texts.trained, on: /^\/(trained|covering)/.test(pathname) },
    { to: "/covered", label: texts.covered, on: pathname.startsWith("/covered") },
  ];
  return (
    <nav aria-label={texts.label}>
      <ol className={styles.path}>
        {steps.map((step) => (
          <li key={step.to}>
            <Link
              to={step.to}
              className={classNames(styles.step, step.on && styles.on)}
              aria-current={step.on ? "step" : undefined}
            >
              {step.label}
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function Mark() {
  return (
    <svg viewBox="0 0 32 32" width="30" height="30" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" fill="var(--accent)" />
      <g fill="var(--on-accent)">
        <rect x="6" y="12" width="3" height="8" rx="1.5" />
        <rect x="11.25" y="8" width="3" height="11" rx="1.5" />
        <rect x="16.5" y="6" width="3" height="20" rx="1.5" />
        <rect x="21.75" y="10" width="3" height="9" rx="1.5" />
      </g>
    </svg>
  );
}
