import { Inject, Injectable } from '@nestjs/common';
import type { ChatMessage, FeedbackValue } from '@personal-assistant/contracts';
import { FeedbackRepository } from './feedback.repository.js';

type MessageButton = ChatMessage['buttons'][number][number];

interface Viewer {
  workspaceId: string;
  user: { id: string };
}

/** Marks the 👍 and 👎 that whoever looks has given. */
@Injectable()
export class OwnWordsService {
  constructor(@Inject(FeedbackRepository) private readonly feedback: FeedbackRepository) {}

  async mark(messages: ChatMessage[], { workspaceId, user }: Viewer): Promise<ChatMessage[]> {
    const questionIds = messages.flatMap(({ buttons }) =>
      buttons.flat().flatMap(({ action }) => (action.kind === 'FEEDBACK' ? action.questionId : [])),
    );
    if (questionIds.length === 0) return messages;
    const words = await this.feedback.wordsOf(workspaceId, user.id, [...new Set(questionIds)]);
    return messages.map((message) => ({
      ...message,
      buttons: message.buttons.map((row) => row.map((button) => marked(button, words))),
    }));
  }
}

function marked(button: MessageButton, words: Map<string, FeedbackValue>): MessageButton {
  const { action } = button;
  return action.kind === 'FEEDBACK' ? { ...button, pressed: words.get(action.questionId) === action.value } : button;
}
