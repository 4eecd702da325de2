import type { Role } from '@personal-assistant/contracts';
import type { ReactElement } from 'react';
import { useStatus } from '../features/status/queries/use-status';
import classes from './navigation.module.css';
import { PAGES, pagesFor, type PageId } from './pages';
import { pageHref } from './use-page';

/** The pages: a column beside them, on a phone a bar below. */
export function Navigation({ role, current }: { role: Role; current: PageId }): ReactElement {
  const { data: status } = useStatus();
  const waiting = status?.trainData.SUBMITTED ?? 0;
  return (
    <nav className={classes.navigation} aria-label="Pages">
      {pagesFor(role).map((id) => (
        <NavigationLink key={id} id={id} current={id === current} waiting={id === 'approvers' ? waiting : 0} />
      ))}
    </nav>
  );
}

interface NavigationLinkProps {
  id: PageId;
  current: boolean;
  waiting: number;
}

function NavigationLink({ id, current, waiting }: NavigationLinkProps): ReactElement {
  const { label, shortLabel, icon: Icon } = PAGES[id];
  return (
    <a
      className={classes.link}
      href={pageHref(id)}
      aria-current={current ? 'page' : undefined}
      aria-label={waiting > 0 ? `${label}, ${String(waiting)} waiting` : label}
    >
      <span className={classes.icon}>
        <Icon size={22} stroke={1.7} aria-hidden />
        {waiting > 0 && <span className={classes.number}>{waiting > 99 ? '99+' : waiting}</span>}
      </span>
      <span className={classes.label}>{label}</span>
      <span className={classes.shortLabel}>{shortLabel}</span>
    </a>
  );
}
