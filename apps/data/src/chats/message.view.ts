import { buttonSchema, type ChatMessage, richTextSchema } from '@personal-assistant/contracts';
import { z } from 'zod';
import { lossCurveUrl } from '../training/model.view.js';
import { toPerson } from '../web/person.view.js';
import type { MessageRecord } from './message.repository.js';

const buttonsSchema = z.array(z.array(buttonSchema));

export function toChatMessage(record: MessageRecord): ChatMessage {
  return {
    id: record.id.toString(),
    room: record.chat.room === 'APPROVERS' ? 'approvers' : 'members',
    author: record.author && toPerson(record.author),
    text: richTextSchema.parse(record.text),
    picture: record.pictureOfId === null ? null : lossCurve(record.pictureOfId),
    replyToMessageId: record.replyToId?.toString() ?? null,
    buttons: buttonsSchema.parse(record.buttons),
    createdAt: record.createdAt.toISOString(),
    editedAt: record.editedAt?.toISOString() ?? null,
  };
}

function lossCurve(modelId: number): ChatMessage['picture'] {
  return { url: lossCurveUrl(modelId), alt: `How the loss went while version #${modelId} learned` };
}
