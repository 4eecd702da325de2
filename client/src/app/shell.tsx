import type { Session } from '@personal-assistant/contracts';
import { useEffect, useRef, type ReactElement } from 'react';
import { ApproversPage } from '../features/approving/components/approvers-page';
import { ChatPage } from '../features/chat/components/chat-page';
import { useLiveEvents } from '../features/events/use-live-events';
import { GapsPage } from '../features/gaps/components/gaps-page';
import { GoldenPage } from '../features/golden/components/golden-page';
import { PeoplePage } from '../features/people/components/people-page';
import { ProblemsPage } from '../features/problems/components/problems-page';
import { KnowledgePage } from '../features/teaching/components/knowledge-page';
import { VersionPage } from '../features/training/components/version-page';
import { VersionsPage } from '../features/training/components/versions-page';
import type { Address } from '../shared/address';
import { ConnectionBanner } from './connection-banner';
import { Header } from './header';
import { Navigation } from './navigation';
import { PAGES } from './pages';
import classes from './shell.module.css';
import { useAddress } from './use-address';

/** The frame around every page of a signed-in person. */
export function Shell({ session }: { session: Session }): ReactElement {
  const address = useAddress(session.role);
  const { page } = address;
  const connection = useLiveEvents();
  const main = useRef<HTMLElement>(null);
  const shownBefore = useRef(address);

  useEffect(() => {
    document.title = `${PAGES[page].label} · Personal Assistant`;
    if (shownBefore.current === address) return;
    shownBefore.current = address;
    // A page may have given the focus to its own field.
    if (!main.current?.contains(document.activeElement)) main.current?.focus();
  }, [address, page]);

  return (
    <div className={classes.shell}>
      <Header session={session} />
      <Navigation role={session.role} current={page} />
      <main ref={main} className={classes.main} tabIndex={-1}>
        {connection === 'reconnecting' && <ConnectionBanner />}
        <CurrentPage address={address} session={session} />
      </main>
    </div>
  );
}

function CurrentPage({ address, session }: { address: Address; session: Session }): ReactElement {
  const { page, item } = address;
  switch (page) {
    case 'chat':
      return <ChatPage session={session} />;
    case 'approvers':
      return <ApproversPage session={session} />;
    case 'knowledge':
      return <KnowledgePage session={session} />;
    case 'gaps':
      return <GapsPage />;
    case 'golden':
      return <GoldenPage />;
    case 'versions':
      return item === null ? <VersionsPage /> : <VersionPage key={item} id={item} />;
    case 'people':
      return <PeoplePage />;
    case 'problems':
      return <ProblemsPage />;
    default:
      return page satisfies never;
  }
}
