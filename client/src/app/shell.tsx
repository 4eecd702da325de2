import type { Session } from '@personal-assistant/contracts';
import { useEffect, useRef, type ReactElement } from 'react';
import { ApproversPage } from '../features/approving/components/approvers-page';
import { ChatPage } from '../features/chat/components/chat-page';
import { useLiveEvents } from '../features/events/use-live-events';
import { PeoplePage } from '../features/people/components/people-page';
import { ProblemsPage } from '../features/problems/components/problems-page';
import { KnowledgePage } from '../features/teaching/components/knowledge-page';
import { ConnectionBanner } from './connection-banner';
import { Header } from './header';
import { Navigation } from './navigation';
import { PAGES, type PageId } from './pages';
import classes from './shell.module.css';
import { usePage } from './use-page';

/** The frame around every page of a signed-in person. */
export function Shell({ session }: { session: Session }): ReactElement {
  const page = usePage(session.role);
  const connection = useLiveEvents();
  const main = useRef<HTMLElement>(null);
  const shownBefore = useRef(page);

  useEffect(() => {
    document.title = `${PAGES[page].label} · Personal Assistant`;
    if (shownBefore.current === page) return;
    shownBefore.current = page;
    // A page may have given the focus to its own field.
    if (!main.current?.contains(document.activeElement)) main.current?.focus();
  }, [page]);

  return (
    <div className={classes.shell} data-navigation={session.role === 'APPROVER' || undefined}>
      <Header session={session} />
      {session.role === 'APPROVER' && <Navigation role={session.role} current={page} />}
      <main ref={main} className={classes.main} tabIndex={-1}>
        {connection === 'reconnecting' && <ConnectionBanner />}
        <CurrentPage page={page} session={session} />
      </main>
    </div>
  );
}

function CurrentPage({ page, session }: { page: PageId; session: Session }): ReactElement {
  switch (page) {
    case 'chat':
      return <ChatPage session={session} />;
    case 'approvers':
      return <ApproversPage session={session} />;
    case 'knowledge':
      return <KnowledgePage />;
    case 'people':
      return <PeoplePage />;
    case 'problems':
      return <ProblemsPage />;
    default:
      return page satisfies never;
  }
}
