import type { FactValues } from "@/lib/api-error";

/** The names and numbers that an error or a warning carries, as the texts ask for them. */
export interface Facts {
  /** A name; empty where the server sent none. */
  text: (name: string) => string;
  /** A number as the reader writes it, with one decimal at most. */
  amount: (name: string) => string;
}

/** The facts as texts in `locale` show them. */
export function readFacts(values: FactValues, locale: string): Facts {
  const format = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  return {
    text: (name) => String(values[name] ?? ""),
    amount: (name) => format.format(Number(values[name])),
  };
}

/** What happened, and what a person can do about it. */
export interface Words {
  what: string;
  todo: string;
}

/** A kind's own words; what it leaves out is the code's. */
export type KindWords = Partial<Words> | ((facts: Facts) => Partial<Words>);

/** The words of an error's code, which also serve for kinds that have none of their own. */
export interface ErrorWords extends Words {
  kinds?: Record<string, KindWords>;
}
