import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { ScoredQuestion, ScoredQuestions, ScoreQuestions } from '@personal-assistant/contracts';
import { AppError, CONFIG, type Config, logger, modelsDirectory } from '@personal-assistant/service-kit';
import { type Generator, GENERATOR } from '../generation/generator.js';
import type { VersionModel } from '../generation/own-models/own-model.js';
import { OWN_MODELS, type OwnModels } from '../generation/own-models/own-models.js';
import type { ModelIdentity } from '../models/model-folder.js';
import { foreseen, likeliest } from '../questions/decision/decide.js';
import { Trial } from './trial.js';
import { verifiedManifest } from './manifest.js';
import { type Finding, Version, type VersionParts, type VersionRef } from './version.js';
import { isRemoved, versionDirectory } from './version-directory.js';
import { type LoadedVersion, VersionRegistry } from './version-registry.js';
import { loadedVersions } from './version.metrics.js';

export const VERSION_PARTS = Symbol('VERSION_PARTS');

/** Asked once of a new version, so that the first person does not wait for caches to fill. */
const WARM_UP_QUESTION = 'What is the opening time of the office?';

/** While some search, others keep the reader busy. */
const SCORED_AT_A_TIME = 4;
/** Each replica looks for itself: who removes a version cannot reach them all. */
const LOOK_FOR_REMOVED_MS = 30_000;

/** Loads, verifies and keeps the versions of all workspaces. */
@Injectable()
export class VersionsService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = logger('versions');
  private readonly directory: string;
  private watch: NodeJS.Timeout | undefined;
  private readonly registry = new VersionRegistry((ref) => this.open(ref));

  constructor(
    @Inject(CONFIG) config: Config,
    @Inject(VERSION_PARTS) private readonly parts: VersionParts,
    @Inject(GENERATOR) private readonly generator: Generator,
    @Inject(OWN_MODELS) private readonly ownModels: OwnModels,
  ) {
    this.directory = modelsDirectory(config);
  }

  /** @throws AppError when the directory is refused: outside MODELS_DIR, missing, or not what was published. */
  async load(ref: VersionRef): Promise<{ modelId: number; passages: number; ms: number }> {
    const begun = performance.now();
    const { version } = await this.registry.load(ref);
    this.countOpen();
    const ms = Math.round(performance.now() - begun);
    this.log.info(
      { modelId: ref.modelId, workspaceId: ref.workspaceId, passages: version.passages, ms },
      'version serves',
    );
    return { modelId: ref.modelId, passages: version.passages, ms };
  }

  /** Finds answers with exactly the version that is named, as {@link Version.find}; see {@link VersionRegistry.use}. */
  async find(
    ref: VersionRef,
    question: string,
    without: ReadonlySet<number> = new Set(),
  ): Promise<Finding & { threshold: number; embedder: string; languageModel?: VersionModel }> {
    const finding = await this.registry.use(ref, async ({ version, threshold, languageModel }) => ({
      ...(await version.find(question, 'live', without)),
      threshold,
      languageModel,
      embedder: this.parts.embedder.identity.sha256,
    }));
    this.countOpen();
    return finding;
  }

  /** Answers probe questions with a directory that is not published yet; keeps nothing. */
  async score(request: ScoreQuestions): Promise<ScoredQuestions> {
    const { questions, without, withdrawn = [], falseAnswerTarget: target } = request;
    if (request.embedder) this.demandEmbedder(request.embedder);
    const version = await Version.open(await versionDirectory(this.directory, request.directory), this.parts);
    const trial = request.wordedBy && new Trial(this.generator, this.ownModels, request.directory, request.wordedBy);
    try {
      await trial?.open();
      const results: ScoredQuestion[] = [];
      const left = questions.entries();
      // Each worker takes the next question from the one iterator.
      const work = async () => {
        for (const [i, question] of left) {
          const finding = await version.find(question, 'background', new Set([...withdrawn, ...(without?.[i] ?? [])]));
          results[i] = (await trial?.word(question, finding)) ?? scored(question, finding);
        }
      };
      await Promise.all(Array.from({ length: SCORED_AT_A_TIME }, work));
      const threshold = target === undefined ? null : version.reader.thresholdFor(target, version.passages);
      return { results, reader: version.reader.identity, threshold, worded: trial?.worded };
    } finally {
      trial?.close();
      version.close();
    }
  }

  list() {
    return this.registry.list();
  }

  /** What is open of a removed version would keep its files on the disk, and what was taught in memory. */
  async closeRemoved(): Promise<void> {
    for (const { ref } of this.registry.list()) {
      if (!(await isRemoved(this.directory, ref.directory))) continue;
      this.log.info({ modelId: ref.modelId, workspaceId: ref.workspaceId }, 'version closed: it was removed');
      this.registry.close(ref);
    }
    this.countOpen();
  }

  onApplicationBootstrap(): void {
    this.watch = setInterval(() => {
      this.closeRemoved().catch((error: unknown) => {
        this.log.warn({ err: error }, 'could not look for removed versions; tried again later');
      });
    }, LOOK_FOR_REMOVED_MS);
    this.watch.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.watch);
    this.registry.closeAll();
  }

  private countOpen(): void {
    loadedVersions.set(this.registry.list().length);
  }

  /** Vectors of two embedders cannot be compared, so nothing would be found. */
  private demandEmbedder(builtWith: ModelIdentity): void {
    const { name, sha256 } = this.parts.embedder.identity;
    if (builtWith.sha256 === sha256) return;
    throw new AppError(
      'CONFLICT',
      `The version cannot be loaded: it was built with the embedder «${builtWith.name}» (${short(builtWith.sha256)}) and this service runs «${name}» (${short(sha256)}). Start a training, or set EMBEDDER_MODEL back.`,
    );
  }

  private async open(ref: VersionRef): Promise<LoadedVersion> {
    const directory = await versionDirectory(this.directory, ref.directory);
    const manifest = await verifiedManifest(directory, ref.manifestSha256);
    this.demandEmbedder(manifest.embedder);
    const version = await Version.open(directory, this.parts);
    const { identity } = version.reader;
    if (manifest.reader !== undefined && manifest.reader?.sha256 !== identity?.sha256) {
      const [builtWith, runs] = [manifest.reader, identity].map((reader) => reader?.name ?? 'no trained reader');
      this.log.warn(
        { modelId: ref.modelId, workspaceId: ref.workspaceId, builtWith, runs },
        'the version was built with another reader: its threshold was not measured with this one, train again',
      );
    }
    try {
      await version.find(WARM_UP_QUESTION, 'background');
    } catch (cause) {
      version.close();
      throw cause;
    }
    const languageModel = await this.ownModels.open(manifest.languageModel, ref.directory);
    return { ref, version, threshold: manifest.metrics.threshold, languageModel };
  }
}

function short(sha256: string): string {
  return sha256.slice(0, 8);
}

/** By the confidence that {@link likeliest} decides with, so that a threshold holds for what is served. */
function scored(question: string, { candidates, retrieved }: Finding): ScoredQuestion {
  const said = foreseen(question, candidates);
  return {
    confidence: likeliest(question, candidates)?.confidence ?? 0,
    answer: said?.answer ?? '',
    quote: said?.quote ?? '',
    trainDataId: said?.trainDataId ?? null,
    retrieved: [...retrieved],
  };
}
