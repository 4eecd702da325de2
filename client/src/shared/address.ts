/** The pages and their addresses. A page is in the address's fragment, so that the service needs no route per page. */
export const PAGE_IDS = ['chat', 'approvers', 'knowledge', 'gaps', 'golden', 'versions', 'people', 'problems'] as const;
export type PageId = (typeof PAGE_IDS)[number];

export interface Address {
  page: PageId;
  /** What is open on the page, such as the number of a version. */
  item: number | null;
}

/** `#/knowledge`, `#/versions/3`. */
export function hrefOf(page: PageId, item?: number): string {
  return item === undefined ? `#/${page}` : `#/${page}/${String(item)}`;
}

/** What an address's fragment names; `null` when it is none of ours. */
export function parseAddress(hash: string): Address | null {
  const match = /^#\/([a-z]+)(?:\/(\d{1,9}))?$/u.exec(hash);
  const page = PAGE_IDS.find((id) => id === match?.[1]);
  if (!page) return null;
  return { page, item: match?.[2] === undefined ? null : Number(match[2]) };
}
