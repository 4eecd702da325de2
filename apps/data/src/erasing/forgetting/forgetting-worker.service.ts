import { Inject, Injectable } from '@nestjs/common';
import { replyKey } from '../../answering/asking.service.js';
import { ChatRepository } from '../../chats/chat.repository.js';
import { MessageService } from '../../chats/message.service.js';
import { rich } from '../../chats/rich.js';
import { Database } from '../../database/database.js';
import type { Tx } from '../../database/tx.js';
import { CARDS_KEPT, gapCardKey } from '../../gaps/gap.service.js';
import { GAP_TAKEN_BACK } from '../../gaps/texts.js';
import { ModelRepository } from '../../training/model.repository.js';
import { VersionRepository } from '../../training/version.repository.js';
import { HolderService } from '../holder.service.js';
import { holderButtons } from '../texts.js';
import { TakeBackService } from '../take-back.service.js';
import { WithdrawalRepository } from '../withdrawal.repository.js';
import { withoutPerson } from './names.js';
import { type ForgettingRecord, ForgettingRepository } from './forgetting.repository.js';
import { ForgottenGapsRepository } from './forgotten-gaps.repository.js';
import { doneText, FORGOTTEN_WORDS, forgottenText } from './texts.js';
import { type ChangedMessage, TracesRepository } from './traces.repository.js';

/** Rows of one transaction. A text takes its card, its golden question and the answers that quote it along. */
const AT_ONCE = { texts: 10, questions: 100, messages: 500, commands: 500, ours: 1000 };

/** Whether a step has more to do, in a transaction of its own. `LATER`: something else has to happen first. */
type Progress = 'MORE' | 'DONE' | 'LATER';
type Step = (tx: Tx, forgetting: ForgettingRecord) => Promise<Progress>;

/** Erases what people left who are to be forgotten. Each step commits; stopped at any of them, the next call goes on there. */
@Injectable()
export class ForgettingWorkerService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ForgettingRepository) private readonly forgettings: ForgettingRepository,
    @Inject(TracesRepository) private readonly traces: TracesRepository,
    @Inject(ForgottenGapsRepository) private readonly gaps: ForgottenGapsRepository,
    @Inject(TakeBackService) private readonly takeBacks: TakeBackService,
    @Inject(WithdrawalRepository) private readonly withdrawals: WithdrawalRepository,
    @Inject(HolderService) private readonly holders: HolderService,
    @Inject(VersionRepository) private readonly versions: VersionRepository,
    @Inject(ModelRepository) private readonly models: ModelRepository,
    @Inject(MessageService) private readonly messages: MessageService,
    @Inject(ChatRepository) private readonly chats: ChatRepository,
  ) {}

  async workAll(): Promise<void> {
    for (const id of await this.forgettings.findOpen()) await this.work(id);
  }

  private async work(id: number): Promise<void> {
    const steps: Step[] = [
      (tx, forgetting) => this.texts(tx, forgetting),
      (tx, forgetting) => this.questions(tx, forgetting),
      (tx, forgetting) => this.feedback(tx, forgetting),
      (tx, forgetting) => this.written(tx, forgetting),
      (tx, forgetting) => this.commands(tx, forgetting),
      (tx, forgetting) => this.names(tx, forgetting),
      (tx, forgetting) => this.tell(tx, forgetting),
      (tx, forgetting) => this.finish(tx, forgetting),
    ];
    for (const step of steps) {
      let progress: Progress;
      do {
        progress = await this.database.transaction(async (tx) => {
          const forgetting = await this.forgettings.lock(tx, id);
          return forgetting ? step(tx, forgetting) : 'LATER';
        });
      } while (progress === 'MORE');
      if (progress === 'LATER') return;
    }
  }

  private async texts(tx: Tx, forgetting: ForgettingRecord): Promise<Progress> {
    const { id, workspaceId, userId } = forgetting;
    await this.versions.lockWorkspace(tx, workspaceId);
    const ids = await this.traces.nextTexts(tx, forgetting, AT_ONCE.texts);
    if (ids.length === 0) return 'DONE';
    await this.takeBacks.takeBack(tx, workspaceId, ids, { id: userId }, 'quiet');
    await this.traces.eraseTexts(tx, ids);
    await this.forgettings.countTexts(tx, id, ids.length);
    return 'MORE';
  }

  private async questions(tx: Tx, forgetting: ForgettingRecord): Promise<Progress> {
    const { workspaceId } = forgetting;
    const erased = await this.traces.eraseQuestions(tx, forgetting, AT_ONCE.questions);
    if (erased.length === 0) return 'DONE';
    for (const { id, pending } of erased) {
      if (pending) await this.messages.retract(tx, workspaceId, replyKey(id), rich(FORGOTTEN_WORDS), { pace: 'quiet' });
    }
    const gapIds = [...new Set(erased.map(({ gapId }) => gapId).filter((gapId) => gapId !== null))];
    const texts = erased.flatMap(({ text, understoodAs }) => [text, understoodAs]).filter((text) => text !== null);
    for (const { id, cards } of await this.gaps.settle(tx, workspaceId, gapIds, texts)) {
      for (let number = cards; number > Math.max(cards - CARDS_KEPT, 0); number--) {
        await this.messages.edit(tx, workspaceId, gapCardKey(id, number), GAP_TAKEN_BACK, { pace: 'quiet' });
      }
    }
    return 'MORE';
  }

  private async feedback(tx: Tx, forgetting: ForgettingRecord): Promise<Progress> {
    await this.traces.eraseFeedback(tx, forgetting);
    return 'DONE';
  }

  private async written(tx: Tx, forgetting: ForgettingRecord): Promise<Progress> {
    const changed = await this.traces.eraseMessages(tx, forgetting, AT_ONCE.messages);
    for (const message of changed) this.announce(tx, forgetting, message);
    return changed.length > 0 ? 'MORE' : 'DONE';
  }

  private async commands(tx: Tx, forgetting: ForgettingRecord): Promise<Progress> {
    if ((await this.traces.eraseCommands(tx, forgetting, AT_ONCE.commands)) > 0) return 'MORE';
    return (await this.traces.hasOpenCommand(tx, forgetting)) ? 'LATER' : 'DONE';
  }

  /** Their name in what we said. */
  private async names(tx: Tx, forgetting: ForgettingRecord): Promise<Progress> {
    const ours = await this.traces.pageOfOurs(tx, forgetting, AT_ONCE.ours);
    for (const message of ours) {
      const text = withoutPerson(message, forgetting);
      if (!text) continue;
      await this.traces.rewrite(tx, message.id, text);
      this.announce(tx, forgetting, message);
    }
    const last = ours.at(-1);
    if (!last) return 'DONE';
    await this.forgettings.setCursor(tx, forgetting.id, last.id);
    return 'MORE';
  }

  private async tell(tx: Tx, forgetting: ForgettingRecord): Promise<Progress> {
    const { id, workspaceId, userId, texts, toldAt, chatId, topicId } = forgetting;
    if (toldAt) return 'DONE';
    await this.traces.eraseFromModels(tx, forgetting);
    await this.versions.lockWorkspace(tx, workspaceId);
    const theirs = await this.forgettings.textsOf(tx, workspaceId, userId);
    const heldBy = await this.holders.find(tx, workspaceId, theirs);
    const running = theirs.length > 0 ? await this.models.findRunning(workspaceId) : null;
    await this.messages.postToApprovers(tx, workspaceId, {
      key: `forgetting:${id}:held`,
      text: forgottenText(texts, { heldBy, heldByTraining: running?.id ?? null }),
      buttons: holderButtons(heldBy, { kind: 'DELETE_FORGOTTEN', forgettingId: id }),
    });
    const chat = chatId === null ? undefined : await this.chats.getChat(tx, chatId);
    // On the page they are signed out, and the room is not theirs alone.
    if (chat?.channel === 'TELEGRAM') {
      await this.messages.post(tx, chat, { key: `forgetting:${id}:done`, text: doneText(texts), topicId });
    }
    await this.forgettings.markTold(tx, id);
    return 'DONE';
  }

  private async finish(tx: Tx, forgetting: ForgettingRecord): Promise<Progress> {
    if (!(await this.forgettings.leavePrivateChat(tx, forgetting))) return 'LATER';
    await this.forgettings.finish(tx, forgetting.id);
    return 'DONE';
  }

  private announce(tx: Tx, { workspaceId }: ForgettingRecord, { id, channel, room }: ChangedMessage): void {
    if (channel !== 'WEB') return;
    const audience = room === 'APPROVERS' ? 'APPROVER' : 'MEMBER';
    tx.announce({ workspaceId, type: 'MESSAGE', targetId: id.toString(), audience });
  }
}
