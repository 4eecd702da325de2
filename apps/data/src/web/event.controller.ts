import { Controller, Get, Headers, Inject, type OnModuleDestroy, type OnModuleInit, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Access } from '@personal-assistant/service-kit';
import type { Response } from 'express';
import { Signals } from '../database/signals.js';
import { EventHub } from './event-hub.js';
import { EventRepository } from './event.repository.js';
import { EventStream } from './event-stream.js';
import { EventViewService } from './event-view.service.js';
import { CurrentCaller } from './session.guard.js';
import { type Caller, SessionService } from './session.service.js';

@ApiTags('events')
@Access('member')
@Controller('api/events')
export class EventController implements OnModuleInit, OnModuleDestroy {
  private readonly streams = new Set<EventStream>();
  private endSubscription: (() => void) | undefined;

  constructor(
    @Inject(EventHub) private readonly hub: EventHub,
    @Inject(EventRepository) private readonly events: EventRepository,
    @Inject(EventViewService) private readonly view: EventViewService,
    @Inject(SessionService) private readonly sessions: SessionService,
    @Inject(Signals) private readonly signals: Signals,
  ) {}

  onModuleInit(): void {
    this.endSubscription = this.signals.on('sessions', () => {
      for (const stream of this.streams) void stream.checkSession();
    });
  }

  @Get()
  @ApiOperation({
    summary:
      'Server-sent events: messages, texts, models, questions, and which lists changed. Replays after Last-Event-ID.',
  })
  @ApiProduces('text/event-stream')
  async stream(
    @CurrentCaller() caller: Caller,
    @Res() response: Response,
    @Headers('last-event-id') header?: string,
    @Query('lastEventId') query?: string,
  ): Promise<void> {
    const given = header ?? query;
    const lastId = given !== undefined && /^\d{1,18}$/u.test(given) ? BigInt(given) : await this.events.lastId();
    const stream = new EventStream(response, caller, this.hub, this.events, this.view, this.sessions, lastId);
    this.streams.add(stream);
    response.once('close', () => this.streams.delete(stream));
    await stream.start();
  }

  onModuleDestroy(): void {
    this.endSubscription?.();
    for (const stream of this.streams) stream.close();
  }
}
