import { setImmediate } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { logger } from '@personal-assistant/service-kit';
import { sketchOf } from './text-sketch.js';
import { TrainDataRepository } from './train-data.repository.js';

const AT_ONCE = 100;

/** Gives the texts of an older release their sketches, once, while the service already works. */
@Injectable()
export class SketchService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = logger('sketches');
  private stopped = false;
  private running: Promise<void> = Promise.resolve();

  constructor(@Inject(TrainDataRepository) private readonly texts: TrainDataRepository) {}

  onApplicationBootstrap(): void {
    this.running = this.fill().catch((error: unknown) => {
      this.log.warn({ err: error }, 'some texts have no sketch yet; tried again at the next start');
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  async fill(): Promise<void> {
    let after = 0;
    for (;;) {
      const texts = await this.texts.findWithoutSketch(after, AT_ONCE);
      for (const { id, workspaceId, text } of texts) {
        if (this.stopped) return;
        await this.texts.addSketch(id, workspaceId, sketchOf(text));
        // Each is a millisecond of work: others have their turns.
        await setImmediate();
        after = id;
      }
      if (texts.length < AT_ONCE) return;
    }
  }
}
