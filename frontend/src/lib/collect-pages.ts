/** As many as the server gives at once unless asked otherwise. */
const PAGE_SIZE = 200;

/** All rows of a list that the server gives in parts; `read` is given the query string of a part. */
export async function collectPages<Row>(read: (query: string) => Promise<Row[]>): Promise<Row[]> {
  const rows: Row[] = [];
  for (;;) {
    const page = await read(`limit=${PAGE_SIZE}&offset=${rows.length}`);
    rows.push(...page);
    if (page.length < PAGE_SIZE) return rows;
  }
}
