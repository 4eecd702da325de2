import { Button, Group, Paper, Stack, Text, Textarea } from '@mantine/core';
import type { Gap } from '@personal-assistant/contracts';
import { IconBan, IconPencil } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import { ConfirmDialog } from '../../../shared/components/confirm-dialog';
import { InlineForm } from '../../../shared/components/inline-form';
import { count, formatDateTime } from '../../../shared/format';
import { useDecideGap } from '../queries/use-gaps';

/** Questions that ask the same: how often, and what became of them. */
export function GapCard({ gap }: { gap: Gap }): ReactElement {
  const { question, status, people, lastAskedAt } = gap;
  return (
    <Paper component="li" withBorder p="md" radius="md" bg="var(--pa-surface)" aria-label={question}>
      <Stack gap={8}>
        <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
          {question}
        </Text>
        <Text size="sm" c="dimmed">
          Asked {count(gap.count, 'time')} by {count(people, 'person', 'people')}, last{' '}
          <time dateTime={lastAskedAt}>{formatDateTime(lastAskedAt)}</time>
        </Text>
        {status === 'OPEN' ? <OpenGap gap={gap} /> : <Text size="sm">{outcomeOf(gap)}</Text>}
      </Stack>
    </Paper>
  );
}

function OpenGap({ gap }: { gap: Gap }): ReactElement {
  const [step, setStep] = useState<'none' | 'answering' | 'leaving out'>('none');
  const decide = useDecideGap(gap.id);
  const back = (): void => {
    setStep('none');
  };
  if (step === 'answering') {
    return (
      <AnswerForm
        busy={decide.isPending}
        onCancel={back}
        onAnswer={(text) => {
          decide.mutate({ kind: 'answer', text });
        }}
      />
    );
  }
  return (
    <Group gap="xs">
      <Button
        variant="light"
        leftSection={<IconPencil size={16} />}
        onClick={() => {
          setStep('answering');
        }}
      >
        Answer
      </Button>
      <Button
        variant="light"
        color="gray"
        leftSection={<IconBan size={16} />}
        onClick={() => {
          setStep('leaving out');
        }}
      >
        Out of scope
      </Button>
      <ConfirmDialog
        opened={step === 'leaving out'}
        title="Is this not for the assistant?"
        confirmLabel="Out of scope"
        busy={decide.isPending}
        onConfirm={() => {
          decide.mutate({ kind: 'out-of-scope' }, { onSettled: back });
        }}
        onClose={back}
      >
        «{gap.question}» leaves this list, «not taught» is the right answer to it, and a golden question holds new
        versions to that.
      </ConfirmDialog>
    </Group>
  );
}

interface AnswerFormProps {
  busy: boolean;
  onCancel: () => void;
  onAnswer: (text: string) => void;
}

function AnswerForm({ busy, onCancel, onAnswer }: AnswerFormProps): ReactElement {
  const [text, setText] = useState('');
  return (
    <InlineForm
      submitLabel="Teach this answer"
      complete={text.trim() !== ''}
      busy={busy}
      onSubmit={() => {
        onAnswer(text.trim());
      }}
      onCancel={onCancel}
    >
      <Textarea
        label="Answer"
        description="Taught as question and answer, approved by you"
        autosize
        minRows={2}
        maxRows={10}
        maxLength={20_000}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
        }}
        autoFocus
      />
    </InlineForm>
  );
}

/** `Answered by Ada, 3 May 2026, 10:00, as text #7. Everybody who asked was told.` */
function outcomeOf({ status, decidedBy, decidedAt, trainDataId, toldAt }: Gap): string {
  const who = [decidedBy && ` by ${decidedBy.displayName}`, decidedAt && `, ${formatDateTime(decidedAt)}`]
    .filter(Boolean)
    .join('');
  if (status === 'OUT_OF_SCOPE') return `Called out of scope${who}.`;
  const text = trainDataId === null ? '' : `, as text #${String(trainDataId)}`;
  const told =
    toldAt === null ? 'Everybody who asked is told once a live version knows it.' : 'Everybody who asked was told.';
  return `Answered${who}${text}. ${told}`;
}
