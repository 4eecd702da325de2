import type { Role } from '@personal-assistant/contracts';
import {
  IconBook2,
  IconHelpCircle,
  IconMessageCircle,
  IconMessageExclamation,
  IconShieldCheck,
  IconTargetArrow,
  IconUsers,
  IconVersions,
  type TablerIcon,
} from '@tabler/icons-react';
import { PAGE_IDS, parseAddress, type Address, type PageId } from '../shared/address';

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
  knowledge: { label: 'Knowledge', shortLabel: 'Knowledge', icon: IconBook2, role: 'MEMBER' },
  gaps: { label: 'Unanswered', shortLabel: 'Gaps', icon: IconHelpCircle, role: 'APPROVER' },
  golden: { label: 'Golden questions', shortLabel: 'Golden', icon: IconTargetArrow, role: 'APPROVER' },
  versions: { label: 'Versions', shortLabel: 'Versions', icon: IconVersions, role: 'APPROVER' },
  people: { label: 'People', shortLabel: 'People', icon: IconUsers, role: 'APPROVER' },
  problems: { label: 'Problems', shortLabel: 'Problems', icon: IconMessageExclamation, role: 'APPROVER' },
};

export function pagesFor(role: Role): PageId[] {
  return PAGE_IDS.filter((id) => role === 'APPROVER' || PAGES[id].role === 'MEMBER');
}

/** What the address names (`#/versions/3`), if this person may open it; else the chat. */
export function addressFor(hash: string, role: Role): Address {
  const address = parseAddress(hash);
  return address && pagesFor(role).includes(address.page) ? address : { page: 'chat', item: null };
}
