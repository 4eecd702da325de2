import { Menu, UnstyledButton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { Role } from '@personal-assistant/contracts';
import { IconDots } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useStatus } from '../features/status/queries/use-status';
import { hrefOf, type PageId } from '../shared/address';
import classes from './navigation.module.css';
import { PAGES, pagesFor } from './pages';

/** As many as a thumb can tell apart in the bar of a phone; the others are behind «More». */
const IN_A_BAR = 5;

/** The pages: a column beside them, on a phone a bar below. */
export function Navigation({ role, current }: { role: Role; current: PageId }): ReactElement {
  const { data: status } = useStatus();
  const narrow = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false });
  const waiting = role === 'APPROVER' ? (status?.trainData.SUBMITTED ?? 0) : 0;
  const pages = pagesFor(role);
  const folded = narrow && pages.length > IN_A_BAR ? pages.slice(IN_A_BAR - 1) : [];
  return (
    <nav className={classes.navigation} aria-label="Pages">
      {pages
        .filter((id) => !folded.includes(id))
        .map((id) => (
          <NavigationLink key={id} id={id} current={id === current} waiting={id === 'approvers' ? waiting : 0} />
        ))}
      {folded.length > 0 && <MorePages pages={folded} current={current} />}
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
      href={hrefOf(id)}
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

function MorePages({ pages, current }: { pages: PageId[]; current: PageId }): ReactElement {
  return (
    <Menu position="top-end" width={220} shadow="md">
      <Menu.Target>
        <UnstyledButton className={classes.link} data-current={pages.includes(current) || undefined}>
          <span className={classes.icon}>
            <IconDots size={22} stroke={1.7} aria-hidden />
          </span>
          <span className={classes.shortLabel}>More</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {pages.map((id) => {
          const { label, icon: Icon } = PAGES[id];
          return (
            <Menu.Item
              key={id}
              component="a"
              href={hrefOf(id)}
              aria-current={id === current ? 'page' : undefined}
              leftSection={<Icon size={18} stroke={1.7} aria-hidden />}
            >
              {label}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
