import { Code, Text, Title, UnstyledButton } from '@mantine/core';
import type { Role } from '@personal-assistant/contracts';
import { IconChevronRight } from '@tabler/icons-react';
import type { ReactElement, ReactNode } from 'react';
import { hrefOf } from '../../../shared/address';
import { AssistantAvatar } from '../../../shared/components/avatars';
import classes from './welcome.module.css';

interface WelcomeProps {
  role: Role;
  compose: (text: string) => void;
}

/** What a new member sees: how a text becomes an answer, each step to try with one press. */
export function MembersWelcome({ role, compose }: WelcomeProps): ReactElement {
  const approver = role === 'APPROVER';
  return (
    <Welcome
      title="Teach me something, then ask me about it"
      text="I answer only from what your group taught me, with the sentence and who taught it. When I was never taught it, I say so."
    >
      <Step number={1} title="Teach" text="Write a fact after /train.">
        <Try text="/train The guest Wi-Fi password is sunflower-42." compose={compose} />
      </Step>
      <Step
        number={2}
        title="Approve"
        text={approver ? 'You decide what I may learn.' : 'An approver decides what I may learn.'}
      >
        {approver && <GoToApprovers text="Open the approvers’ room" />}
      </Step>
      <Step
        number={3}
        title="Train"
        text={approver ? 'Start a training; a few texts take seconds.' : 'An approver starts a training.'}
      >
        {approver && <GoToApprovers text="Start it there, or write /start_train first" />}
      </Step>
      <Step number={4} title="Ask" text="Just write your question.">
        <Try text="what is the wifi password?" compose={compose} />
      </Step>
    </Welcome>
  );
}

/** The approvers' room before the first card. */
export function ApproversWelcome({ compose }: { compose: (text: string) => void }): ReactElement {
  return (
    <Welcome
      title="Nothing to decide yet"
      text="Each text that a member teaches appears here as a card. Approve it with its button, or reply to it with /approve or /reject and a reason."
    >
      <Step number={1} title="Decide" text="The next card arrives by itself." />
      <Step number={2} title="Train" text="With at least one approved text, start a version.">
        <Try text="/start_train first" compose={compose} />
      </Step>
      <Step number={3} title="Watch" text="Progress moves in one message; then the version goes live.">
        <Try text="/status" compose={compose} />
      </Step>
    </Welcome>
  );
}

function Welcome({ title, text, children }: { title: string; text: string; children: ReactNode }): ReactElement {
  return (
    <div className={classes.welcome}>
      <AssistantAvatar size={56} />
      <Title order={2} size="h3" ta="center">
        {title}
      </Title>
      <Text c="dimmed" ta="center" maw={460}>
        {text}
      </Text>
      <ol className={classes.steps} aria-label="How it works">
        {children}
      </ol>
    </div>
  );
}

interface StepProps {
  number: number;
  title: string;
  text: string;
  children?: ReactNode;
}

function Step({ number, title, text, children }: StepProps): ReactElement {
  return (
    <li className={classes.step}>
      <span className={classes.number} aria-hidden>
        {number}
      </span>
      <div className={classes.body}>
        <div>
          <strong>{title}.</strong> {text}
        </div>
        {children}
      </div>
    </li>
  );
}

function Try({ text, compose }: { text: string; compose: (text: string) => void }): ReactElement {
  return (
    <UnstyledButton
      className={classes.example}
      onClick={() => {
        compose(text);
      }}
      aria-label={`Try: ${text}`}
    >
      <Code className={classes.code}>{text}</Code>
      <IconChevronRight size={16} aria-hidden />
    </UnstyledButton>
  );
}

function GoToApprovers({ text }: { text: string }): ReactElement {
  return (
    <a className={classes.example} href={hrefOf('approvers')}>
      <span>{text}</span>
      <IconChevronRight size={16} aria-hidden />
    </a>
  );
}
