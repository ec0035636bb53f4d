import { useTexts } from "@/i18n/language";

/** The document's title; React moves it into the head. */
export function PageTitle({ text }: { text: string }) {
  const { appName } = useTexts().common;
  return <title>{`${text} · ${appName}`}</title>;
}
