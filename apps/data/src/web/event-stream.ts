import type { Response } from 'express';
import type { EventHub } from './event-hub.js';
import type { EventRecord, EventRepository } from './event.repository.js';
import type { EventViewService } from './event-view.service.js';
import type { Caller, SessionService } from './session.service.js';

const HEARTBEAT_MS = 15_000;
const PAGE = 200;
/** A page that does not read is cut off; it connects again and replays. */
const MOST_QUEUED = 2000;

/** One open page: replays what it missed, then follows. */
export class EventStream {
  private queue: EventRecord[] = [];
  private sent: bigint;
  private pumping = false;
  private live = false;
  private readonly unsubscribe: () => void;
  private readonly heartbeat: NodeJS.Timeout;

  constructor(
    private readonly response: Response,
    private readonly caller: Caller,
    hub: EventHub,
    private readonly events: EventRepository,
    private readonly view: EventViewService,
    private readonly sessions: SessionService,
    lastId: bigint,
  ) {
    this.sent = lastId;
    this.unsubscribe = hub.subscribe((batch) => {
      this.queue.push(...batch);
      if (this.queue.length > MOST_QUEUED) this.close();
      else if (this.live) void this.pump();
    });
    this.heartbeat = setInterval(() => {
      this.response.write(': still here\n\n');
      // A session also ends by its age.
      void this.checkSession();
    }, HEARTBEAT_MS);
    response.once('close', () => {
      this.close();
    });
  }

  async start(): Promise<void> {
    this.response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    this.response.write('retry: 2000\n\n');
    for (;;) {
      const page = await this.events.after(this.sent, PAGE, this.caller.workspaceId);
      for (const event of page) await this.send(event);
      if (page.length < PAGE) break;
    }
    this.live = true;
    await this.pump();
  }

  /** Ends when whoever reads it is signed in no longer. */
  async checkSession(): Promise<void> {
    try {
      if (!(await this.sessions.isSignedIn(this.caller))) this.close();
    } catch {
      // The database is away: so are the events, and the next heartbeat looks again.
    }
  }

  close(): void {
    clearInterval(this.heartbeat);
    this.unsubscribe();
    this.queue = [];
    this.response.end();
  }

  private async pump(): Promise<void> {
    if (this.pumping) return;
    this.pumping = true;
    try {
      for (let event = this.queue.shift(); event; event = this.queue.shift()) await this.send(event);
    } catch {
      // Its reader connects again and gets what is missing.
      this.close();
    } finally {
      this.pumping = false;
    }
  }

  private async send(event: EventRecord): Promise<void> {
    if (event.id <= this.sent || this.response.writableEnded) return;
    if (this.view.isVisible(event, this.caller)) {
      const shown = await this.view.show(event, this.caller);
      if (shown) this.response.write(`id: ${event.id}\ndata: ${JSON.stringify(shown)}\n\n`);
    }
    this.sent = event.id;
  }
}
