import type { Role } from '@personal-assistant/contracts';
import {
  IconBook2,
  IconMessageCircle,
  IconMessageExclamation,
  IconShieldCheck,
  IconUsers,
  type TablerIcon,
} from '@tabler/icons-react';

export const PAGE_IDS = ['chat', 'approvers', 'knowledge', 'people', 'problems'] as const;
export type PageId = (typeof PAGE_IDS)[number];

interface PageInfo {
  label: string;
  /** Where the bar at the bottom of a phone has no room for `label`. */
  shortLabel: string;
  icon: TablerIcon;
  role: Role;
}

export const PAGES: Record<PageId, PageInfo> = {
  chat: { label: 'Chat', shortLabel: 'Chat', icon: IconMessageCircle, role: 'MEMBER' },
  approvers: { label: 'Approvers’ room', shortLabel: 'Approvers', icon: IconShieldCheck, role: 'APPROVER' },
  knowledge: { label: 'Knowledge', shortLabel: 'Knowledge', icon: IconBook2, role: 'APPROVER' },
  people: { label: 'People', shortLabel: 'People', icon: IconUsers, role: 'APPROVER' },
  problems: { label: 'Problems', shortLabel: 'Problems', icon: IconMessageExclamation, role: 'APPROVER' },
};

export function pagesFor(role: Role): PageId[] {
  return PAGE_IDS.filter((id) => role === 'APPROVER' || PAGES[id].role === 'MEMBER');
}

/** The page that the address names (`#/knowledge`), if this person may open it; else the chat. */
export function pageOf(hash: string, role: Role): PageId {
  return pagesFor(role).find((id) => hash === `#/${id}`) ?? 'chat';
}
