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
    const { promise: settled, resolve: settle, reject } = withResolvers<QuestionRecord | null>();
    const look = () => {
      this.questions.find(workspaceId, id).then((question) => {
        if (question?.status !== 'PENDING') settle(question);
      }, reject);
    };
    // Listens before it looks, so that an answer in between is not missed.
    const end = this.hub.subscribe((events) => {
      if (events.some(({ type, targetId }) => type === 'QUESTION' && targetId === id)) look();
    });
    const timer = setTimeout(() => {
      this.questions.find(workspaceId, id).then(settle, reject);
    }, seconds * 1000);
    try {
      // Usually it is pending, and being answered by a process that needs the processor more.
      this.questions.isPending(id).then((pending) => {
        if (!pending) look();
      }, reject);
      return await settled;
    } finally {
      clearTimeout(timer);
      end();
    }
  }
}

function withResolvers<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
