import type { AppEvent, ChatMessage, Model, ModelDetail, Status, TrainData } from '@personal-assistant/contracts';
import type { QueryClient } from '@tanstack/react-query';
import { removeItem, upsertNewest, type Paged } from '../../shared/api/paged';
import { queryKeys } from '../../shared/api/query-keys';
import { refreshSoon } from './refresh-soon';

/** Writes what happened into the lists that are loaded. An event may come twice and late. */
export function applyEvent(client: QueryClient, event: AppEvent): void {
  switch (event.type) {
    case 'message':
      applyMessage(client, event.message);
      return;
    case 'train-data':
      applyTrainData(client, event.trainData);
      return;
    case 'model':
      applyModel(client, event.model);
      return;
    case 'question':
      // The answer itself arrives as a message; without one it is asked for by approvers.
      refreshSoon(client, queryKeys.allGaps);
      return;
    case 'golden':
      refreshSoon(client, queryKeys.allGolden);
      return;
    case 'gaps':
      refreshSoon(client, queryKeys.allGaps);
      return;
    default:
      event satisfies never;
  }
}

function applyMessage(client: QueryClient, message: ChatMessage): void {
  const key = queryKeys.messages(message.room);
  client.setQueryData<Paged<ChatMessage>>(key, (data) => data && upsertMessage(data, message));
  refreshIfFetching(client, key);
}

/** An edit replaces the text in place; an older state that arrives late changes nothing. */
export function upsertMessage(data: Paged<ChatMessage>, message: ChatMessage): Paged<ChatMessage> {
  const known = data.pages.flatMap((page) => page.items).find((other) => other.id === message.id);
  return known && changedAt(known) > changedAt(message) ? data : upsertNewest(data, message);
}

function changedAt(message: ChatMessage): number {
  return Date.parse(message.editedAt ?? message.createdAt);
}

function applyTrainData(client: QueryClient, item: TrainData): void {
  for (const query of client.getQueryCache().findAll({ queryKey: queryKeys.allTrainData })) {
    const filter = query.queryKey[1];
    const belongs = filter === 'ALL' || filter === item.status;
    client.setQueryData<Paged<TrainData>>(
      query.queryKey,
      (data) => data && (belongs ? upsertNewest(data, item) : removeItem(data, item.id)),
    );
    refreshIfFetching(client, query.queryKey);
  }
  refreshSoon(client, queryKeys.status);
  // A pair that is approved or withdrawn changes these, too.
  refreshSoon(client, queryKeys.allGolden);
  refreshSoon(client, queryKeys.allGaps);
}

function applyModel(client: QueryClient, model: Model): void {
  client.setQueryData<Paged<Model>>(queryKeys.models, (data) => data && upsertNewest(retire(data, model), model));
  client.setQueryData<Status>(queryKeys.status, (status) => status && withModel(status, model));
  client.setQueryData<ModelDetail>(queryKeys.version(model.id), (detail) => detail && { ...detail, ...model });
  refreshIfFetching(client, queryKeys.models);
  if (model.status !== 'PROCESSING') {
    refreshSoon(client, queryKeys.status);
    refreshSoon(client, queryKeys.allTrainData);
    // What the golden questions said is in no event, and another version may no longer be live.
    refreshSoon(client, queryKeys.allVersions);
  }
}

/** Exactly one version is live: a new one ends the one before. */
function retire(data: Paged<Model>, live: Model): Paged<Model> {
  if (!live.live) return data;
  const end = (model: Model): Model => (model.live && model.id !== live.id ? { ...model, live: false } : model);
  return { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.map(end) })) };
}

function withModel(status: Status, model: Model): Status {
  const runningModel =
    model.status === 'PROCESSING' ? model : status.runningModel?.id === model.id ? null : status.runningModel;
  return { ...status, runningModel, liveModel: model.live ? model : status.liveModel };
}

/** An answer that is under way was made before this event and would undo it. */
function refreshIfFetching(client: QueryClient, key: readonly unknown[]): void {
  if (client.isFetching({ queryKey: key, exact: true }) > 0) refreshSoon(client, key);
}
