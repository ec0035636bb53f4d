import { Outlet, ScrollRestoration } from "react-router";

import { useTexts } from "@/i18n/language";

import { Header } from "./header";
import styles from "./shell.module.css";

export function Shell() {
  const texts = useTexts().common;
  return (
    <>
      <a href="#main" className={styles.skip}>
        {texts.skip}
      </a>
      <Header />
      <main id="main" className={styles.main} tabIndex={-1}>
        <Outlet />
      </main>
      <ScrollRestoration />
    </>
  );
}
