import { Anchor, Paper, Text } from '@mantine/core';
import type { Adapted, Learned, Model, ModelMetrics } from '@personal-assistant/contracts';
import type { ReactElement, ReactNode } from 'react';
import { hrefOf } from '../../../shared/address';
import { count, formatDateTime, formatNumber, formatPercent } from '../../../shared/format';
import classes from './version-facts.module.css';

/** What a version knows, what it was built on and how it measured itself. */
export function VersionFacts({ model }: { model: Model }): ReactElement {
  const { metrics, parentId, liveAt, removedAt } = model;
  return (
    <Paper withBorder p="md" radius="md" bg="var(--pa-surface)">
      <dl className={classes.facts}>
        {metrics && (
          <Fact label="Knows">
            {count(metrics.texts, 'text')} in {count(metrics.passages, 'passage')}
          </Fact>
        )}
        <Fact label="New in it">{count(model.newTexts, 'text')}</Fact>
        {parentId !== null && (
          <Fact label="Built on">
            <Anchor href={hrefOf('versions', parentId)}>version #{parentId}</Anchor>
          </Fact>
        )}
        {metrics && <Fact label="Trained in">{formatNumber(Math.round(metrics.seconds * 10) / 10)} s</Fact>}
        {liveAt !== null && (
          <Fact label={model.live ? 'Live since' : 'Last went live'}>
            <time dateTime={liveAt}>{formatDateTime(liveAt)}</time>
          </Fact>
        )}
        {removedAt !== null && (
          <Fact label="Files removed">
            <time dateTime={removedAt}>{formatDateTime(removedAt)}</time>
          </Fact>
        )}
        {metrics && <SelfTest metrics={metrics} />}
        {metrics?.learned && <Fact label="Learned from pairs">{learnedSentence(metrics.learned)}</Fact>}
        {metrics?.adapted && <Fact label="Language model’s adapter">{adaptedSentence(metrics.adapted)}</Fact>}
      </dl>
    </Paper>
  );
}

function SelfTest({ metrics }: { metrics: ModelMetrics }): ReactElement {
  return (
    <>
      {metrics.recallAt1 !== undefined && (
        <Fact label="Right text first" hint="easy questions made from its own texts">
          {formatPercent(metrics.recallAt1)}
        </Fact>
      )}
      {metrics.answeredRate !== undefined && (
        <Fact label="Answered" hint="easy questions made from its own texts">
          {formatPercent(metrics.answeredRate)}
        </Fact>
      )}
      <Fact label="Answered though never taught" hint="general questions">
        {formatPercent(metrics.falseAnswerRate)}
      </Fact>
    </>
  );
}

function Fact({ label, hint, children }: { label: string; hint?: string; children: ReactNode }): ReactElement {
  return (
    <div>
      <Text component="dt" size="sm" c="dimmed">
        {label}
      </Text>
      <dd className={classes.value}>{children}</dd>
      {hint !== undefined && (
        <Text size="xs" c="dimmed">
          {hint}
        </Text>
      )}
    </div>
  );
}

function learnedSentence({ pairs, epochs, lossBefore, lossAfter, note }: Learned): string {
  const seen = epochs === undefined ? null : `each seen ${count(epochs, 'time')}`;
  return joined(count(pairs, 'pair'), seen, lossSentence(lossBefore, lossAfter), note);
}

function adaptedSentence({ examples, steps, lossBefore, lossAfter, note }: Adapted): string {
  const taken = steps === undefined ? null : count(steps, 'step');
  return joined(count(examples, 'example'), taken, lossSentence(lossBefore, lossAfter), note);
}

function lossSentence(before: number | undefined, after: number | undefined): string | null {
  return before === undefined || after === undefined
    ? null
    : `held-out loss ${before.toFixed(2)} before, ${after.toFixed(2)} after`;
}

const joined = (...parts: (string | null | undefined)[]): string => parts.filter(Boolean).join(' · ');
