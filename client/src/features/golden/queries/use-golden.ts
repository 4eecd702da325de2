import {
  goldenImportSchema,
  goldenListSchema,
  goldenQuestionSchema,
  type Golden,
  type GoldenImport,
  type GoldenOrigin,
  type GoldenUse,
} from '@personal-assistant/contracts';
import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { useMemo } from 'react';
import { z } from 'zod';
import { callApi } from '../../../shared/api/http';
import { itemsOf, usePagedQuery } from '../../../shared/api/paged';
import { queryKeys } from '../../../shared/api/query-keys';

export interface GoldenFilter {
  origin: GoldenOrigin | 'ALL';
  use: GoldenUse | 'ALL';
  /** In the question or the answer. */
  words: string;
}

/** Golden questions, newest first. */
export function useGolden({ origin, use, words }: GoldenFilter): ReturnType<typeof usePagedQuery<Golden>> & {
  items: Golden[];
} {
  const parameters = new URLSearchParams({
    ...(origin === 'ALL' ? {} : { origin }),
    ...(use === 'ALL' ? {} : { use }),
    ...(words === '' ? {} : { q: words }),
  }).toString();
  const query = usePagedQuery({
    key: queryKeys.golden(origin, use, words),
    path: parameters ? `/golden?${parameters}` : '/golden',
    schema: goldenListSchema,
  });
  const items = useMemo(() => itemsOf(query.data), [query.data]);
  return { ...query, items };
}

/** What an approver writes; without an answer the assistant has to say that it was not taught. */
export type GoldenDraft = Pick<Golden, 'question' | 'answer'>;

/** Adds a golden question, or changes the one with this number. */
export function useSaveGolden(id: number | null): UseMutationResult<Golden, Error, GoldenDraft> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (draft: GoldenDraft) =>
      id === null
        ? callApi('POST', '/golden', goldenQuestionSchema, { body: draft })
        : callApi('PATCH', `/golden/${String(id)}`, goldenQuestionSchema, { body: draft }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.allGolden }),
  });
}

export function useDeleteGolden(): UseMutationResult<unknown, Error, number> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => callApi('DELETE', `/golden/${String(id)}`, z.unknown()),
    onSettled: () => client.invalidateQueries({ queryKey: queryKeys.allGolden }),
  });
}

/** Takes in a file that was exported here or elsewhere: one `{"question", "answer"}` a line. */
export function useImportGolden(): UseMutationResult<GoldenImport, Error, File> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (file: File) =>
      callApi('POST', '/golden/import', goldenImportSchema, { lines: await file.text() }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.allGolden }),
  });
}
