import { Button, Checkbox, Group, Stack, Textarea, TextInput } from '@mantine/core';
import type { Golden } from '@personal-assistant/contracts';
import { useState, type ReactElement, type SubmitEvent } from 'react';
import { useSaveGolden } from '../queries/use-golden';

interface GoldenFormProps {
  /** The one that is changed; `null` for a new one. */
  item: Golden | null;
  onClose: () => void;
}

/** A golden question with its right answer, or without one. */
export function GoldenForm({ item, onClose }: GoldenFormProps): ReactElement {
  const [question, setQuestion] = useState(item?.question ?? '');
  const [answer, setAnswer] = useState(item?.answer ?? '');
  const [untaught, setUntaught] = useState(item !== null && item.answer === null);
  const save = useSaveGolden(item?.id ?? null);
  const complete = question.trim() !== '' && (untaught || answer.trim() !== '');

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (!complete || save.isPending) return;
    save.mutate({ question: question.trim(), answer: untaught ? null : answer.trim() }, { onSuccess: onClose });
  }

  return (
    <form onSubmit={submit} aria-label={item ? `Change golden question ${String(item.id)}` : 'New golden question'}>
      <Stack gap="sm">
        <TextInput
          label="Question"
          maxLength={2000}
          value={question}
          onChange={(event) => {
            setQuestion(event.currentTarget.value);
          }}
          autoFocus
        />
        {!untaught && (
          <Textarea
            label="Right answer"
            autosize
            minRows={1}
            maxRows={10}
            maxLength={20_000}
            value={answer}
            onChange={(event) => {
              setAnswer(event.currentTarget.value);
            }}
          />
        )}
        <Checkbox
          label="Right is to say that it was not taught"
          checked={untaught}
          onChange={(event) => {
            setUntaught(event.currentTarget.checked);
          }}
        />
        <Group gap="xs">
          <Button type="submit" loading={save.isPending} disabled={!complete}>
            Save
          </Button>
          <Button variant="default" onClick={onClose} disabled={save.isPending}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
