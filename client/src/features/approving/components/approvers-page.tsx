import { Tabs } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { Session } from '@personal-assistant/contracts';
import { useState, type ReactElement } from 'react';
import { ChatRoom } from '../../chat/components/chat-room';
import { ApproversWelcome } from '../../chat/components/welcome';
import { useStatus } from '../../status/queries/use-status';
import classes from './approvers-page.module.css';
import { ControlPanel, TrainingPanel, WaitingPanel } from './control-panel';

/** The approvers' chat with the controls beside it; on a narrow screen one at a time. */
export function ApproversPage({ session }: { session: Session }): ReactElement {
  const wide = useMediaQuery('(min-width: 68em)', undefined, { getInitialValueInEffect: false });
  return wide ? (
    <div className={classes.split}>
      <ApproversChat session={session} />
      <aside className={classes.panel} aria-label="Control panel">
        <ControlPanel />
      </aside>
    </div>
  ) : (
    <NarrowApproversPage session={session} />
  );
}

function NarrowApproversPage({ session }: { session: Session }): ReactElement {
  const [tab, setTab] = useState<string | null>('chat');
  const { data: status } = useStatus();
  const waiting = status?.trainData.SUBMITTED ?? 0;
  return (
    <Tabs value={tab} onChange={setTab} className={classes.tabs} keepMounted={false}>
      <Tabs.List grow className={classes.tabList}>
        <Tabs.Tab value="chat">Chat</Tabs.Tab>
        <Tabs.Tab value="waiting">{waiting > 0 ? `Waiting (${String(waiting)})` : 'Waiting'}</Tabs.Tab>
        <Tabs.Tab value="training">Training</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="chat" className={classes.tabPanel}>
        <ApproversChat session={session} />
      </Tabs.Panel>
      <Tabs.Panel value="waiting" className={classes.tabPanel} data-scroll>
        <WaitingPanel />
      </Tabs.Panel>
      <Tabs.Panel value="training" className={classes.tabPanel} data-scroll>
        <TrainingPanel />
      </Tabs.Panel>
    </Tabs>
  );
}

function ApproversChat({ session }: { session: Session }): ReactElement {
  return (
    <ChatRoom
      room="approvers"
      session={session}
      placeholder="Type / for commands"
      welcome={(compose) => <ApproversWelcome compose={compose} />}
    />
  );
}
