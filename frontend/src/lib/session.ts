/** What the page remembers for the length of a visit. */
export type SessionKey = "modelName" | "songName" | "coverUrl";

export function remember(key: SessionKey, value: string): void {
  sessionStorage.setItem(key, value);
}

export function recall(key: SessionKey): string | null {
  return sessionStorage.getItem(key);
}

export function forget(key: SessionKey): void {
  sessionStorage.removeItem(key);
}
