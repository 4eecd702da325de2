import { Inject, Injectable } from '@nestjs/common';
import { EventHub } from '../web/event-hub.js';
import { type QuestionRecord, QuestionRepository } from './question.repository.js';

/** Waits for an answer without asking again and again: the commit that stores it wakes it. */
@Injectable()
export class QuestionWaiter {
  constructor(
    @Inject(EventHub) private readonly hub: EventHub,
    @Inject(QuestionRepository) private readonly questions: QuestionRepository,
  ) {}

  /** The question as soon as it is no longer pending, or as it is after `seconds`. */
  async wait(workspaceId: string, id: string, seconds: number): Promise<QuestionRecord | null> {
    let wake: () => void = () => undefined;
    const woken = new Promise<void>((resolve) => (wake = resolve));
    // Listens before it looks, so that an answer in between is not missed; the first event is its asking.
    const end = this.hub.subscribe((events) => {
      for (const { type, targetId } of events) {
        if (type === 'QUESTION' && targetId === id) {
          void this.isOpen(workspaceId, id).then((open) => {
            if (!open) wake();
          });
        }
      }
    });
    const timer = setTimeout(wake, seconds * 1000);
    try {
      if (await this.isOpen(workspaceId, id)) await woken;
      return await this.questions.find(workspaceId, id);
    } finally {
      clearTimeout(timer);
      end();
    }
  }

  private async isOpen(workspaceId: string, id: string): Promise<boolean> {
    return (await this.questions.statusOf(workspaceId, id)) === 'PENDING';
  }
}
