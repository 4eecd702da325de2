import { Body, Controller, Get, Inject, Param, type PipeTransform, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  chatMessageAcceptedSchema,
  chatMessageListSchema,
  chatQuerySchema,
  type CommandAccepted,
  pressButtonSchema,
  type Room,
  roomSchema,
  sendChatMessageSchema,
} from '@personal-assistant/contracts';
import { Access, AppError } from '@personal-assistant/service-kit';
import type { z } from 'zod';
import { OwnWordsService } from '../answering/feedback/own-words.service.js';
import { Answers } from '../web/answers.js';
import { numericCursor, pageOf } from '../web/paging.js';
import { CurrentCaller } from '../web/session.guard.js';
import type { Caller } from '../web/session.service.js';
import { MessageRepository } from './message.repository.js';
import { toChatMessage } from './message.view.js';
import { WebChatService } from './web-chat.service.js';

const roomParam: PipeTransform<string, Room> = {
  transform(value) {
    const room = roomSchema.safeParse(value);
    if (!room.success) throw new AppError('NOT_FOUND', 'There is no such room; use members or approvers.');
    return room.data;
  },
};

@ApiTags('chat')
@Access('member')
@Controller('api/chat/:room')
export class ChatController {
  constructor(
    @Inject(WebChatService) private readonly chat: WebChatService,
    @Inject(MessageRepository) private readonly transcript: MessageRepository,
    @Inject(OwnWordsService) private readonly ownWords: OwnWordsService,
  ) {}

  @Get('messages')
  @Answers(chatMessageListSchema)
  async messages(
    @Param('room', roomParam) room: Room,
    @Query({ schema: chatQuerySchema }) { limit, after }: z.infer<typeof chatQuerySchema>,
    @CurrentCaller() caller: Caller,
  ) {
    const { id } = await this.chat.room(caller, room);
    const cursor = numericCursor(after);
    const rows = await this.transcript.page(id, limit + 1, cursor === undefined ? undefined : BigInt(cursor));
    const page = pageOf(rows, limit, toChatMessage, (row) => row.id.toString());
    return { ...page, items: await this.ownWords.mark(page.items, caller) };
  }

  @Post('messages')
  @Answers(chatMessageAcceptedSchema, 202)
  write(
    @Param('room', roomParam) room: Room,
    @Body({ schema: sendChatMessageSchema }) message: z.infer<typeof sendChatMessageSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<CommandAccepted> {
    return this.chat.write(caller, room, message);
  }

  @Post('buttons')
  @Answers(chatMessageAcceptedSchema, 202)
  press(
    @Param('room', roomParam) room: Room,
    @Body({ schema: pressButtonSchema }) press: z.infer<typeof pressButtonSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<CommandAccepted> {
    return this.chat.press(caller, room, press);
  }
}
