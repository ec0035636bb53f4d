import { useEffect } from "react";
import { Outlet, ScrollRestoration } from "react-router";

import { useTexts } from "@/i18n/language";

import { Header } from "./header";
import styles from "./shell.module.css";
import { UploadsBar } from "./uploads-bar";

export function Shell() {
  const texts = useTexts().common;
  useEffect(keepDropsHere, []);
  return (
    <>
      <a href="#main" className={styles.skip}>
        {texts.skip}
      </a>
      <Header />
      <main id="main" className={styles.main} tabIndex={-1}>
        <Outlet />
      </main>
      <UploadsBar />
      <ScrollRestoration />
    </>
  );
}

/** A file dropped beside a drop zone would open in the browser in place of this page. */
function keepDropsHere(): () => void {
  const keep = (event: DragEvent) => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = "none";
  };
  window.addEventListener("dragover", keep);
  window.addEventListener("drop", keep);
  return () => {
    window.removeEventListener("dragover", keep);
    window.removeEventListener("drop", keep);
  };
}
