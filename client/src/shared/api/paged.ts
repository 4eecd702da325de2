import { useInfiniteQuery, type InfiniteData, type UseInfiniteQueryResult } from '@tanstack/react-query';
import type { z } from 'zod';
import { callApi } from './http';

/** One page of a list of the API, newest first. */
export interface Page<T> {
  items: T[];
  next: string | null;
}
export type Paged<T> = InfiniteData<Page<T>, string | undefined>;

export const PAGE_SIZE = 50;

interface PagedQuery<T> {
  key: readonly unknown[];
  /** Below `/api`, with or without a query string. */
  path: string;
  schema: z.ZodType<Page<T>>;
  enabled?: boolean;
}

/** Reads a list page by page; `fetchNextPage` brings older items. */
export function usePagedQuery<T>(query: PagedQuery<T>): UseInfiniteQueryResult<Paged<T>> {
  return useInfiniteQuery({
    queryKey: query.key,
    queryFn: ({ pageParam, signal }) => callApi('GET', pagePath(query.path, pageParam), query.schema, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    ...(query.enabled === undefined ? {} : { enabled: query.enabled }),
  });
}

/** Every item that is loaded, newest first, each once even when pages overlap. */
export function itemsOf<T extends { id: string | number }>(data: Paged<T> | undefined): T[] {
  const seen = new Map<string | number, T>();
  for (const page of data?.pages ?? []) for (const item of page.items) if (!seen.has(item.id)) seen.set(item.id, item);
  return [...seen.values()];
}

/** Puts an item in its place when it is loaded, else at the front as the newest. */
export function upsertNewest<T extends { id: string | number }>(data: Paged<T>, item: T): Paged<T> {
  if (data.pages.some((page) => page.items.some((other) => other.id === item.id))) {
    const replace = (other: T): T => (other.id === item.id ? item : other);
    return { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.map(replace) })) };
  }
  const [first, ...older] = data.pages;
  return { ...data, pages: [{ items: [item, ...(first?.items ?? [])], next: first?.next ?? null }, ...older] };
}

export function removeItem<T extends { id: string | number }>(data: Paged<T>, id: T['id']): Paged<T> {
  const keep = (item: T) => item.id !== id;
  return { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.filter(keep) })) };
}

/** The address of the page that follows `after`. */
export function pagePath(path: string, after: string | undefined): string {
  const parameters = new URLSearchParams({ limit: String(PAGE_SIZE), ...(after ? { after } : {}) });
  return `${path}${path.includes('?') ? '&' : '?'}${parameters.toString()}`;
}
