/** A row of a shelf: something that was made. */
export interface ShelfItem {
  key: string;
  name: string;
  facts: string;
  /** Its own page. */
  to: string;
  playUrl: string | null;
  downloadUrl: string;
}
