/* sections.ts: in which order settings are told, and which family stands where. A setting of a family that no row names is shown
 * at the end, with the help that the server gives, so that nothing an admin may change is ever hidden. */
import { IconBuilding, IconPencil, IconShare2, IconToggleLeft, IconUserPlus, IconWorldShare, type Icon as TablerIcon } from '@tabler/icons-react';

export type SectionId = 'company' | 'joining' | 'sharing' | 'networks' | 'content' | 'features';

export interface Section {
  id: SectionId;
  icon: TablerIcon;
  /** First parts of the names: "share" of "share.daily_cap". */
  families: string[];
  /** These come first; the others follow by name. */
  first?: string[];
}

export const sections: Section[] = [
  { id: 'company', icon: IconBuilding, families: ['company'], first: ['company.name', 'company.colour', 'company.language', 'company.time_zone', 'company.host', 'company.short_host'] },
  { id: 'joining', icon: IconUserPlus, families: ['join', 'groups', 'pilot'] },
  { id: 'sharing', icon: IconShare2, families: ['share', 'disclosure', 'hours'], first: ['disclosure.relation', 'disclosure.waiver', 'share.daily_cap', 'share.clone_cap', 'share.clone_window_s', 'hours.days', 'hours.from', 'hours.to', 'hours.holidays'] },
  { id: 'networks', icon: IconWorldShare, families: ['network'], first: ['linkedin', 'bluesky', 'mastodon', 'x', 'facebook', 'threads', 'xing', 'whatsapp', 'telegram', 'email', 'copy'].map((name) => `network.${name}`) },
  { id: 'content', icon: IconPencil, families: ['content', 'post'] },
  { id: 'features', icon: IconToggleLeft, families: ['feature', 'board'] },
];

export const familyOf = (name: string) => name.slice(0, name.indexOf('.'));

export const sectionOf = (name: string): SectionId =>
  sections.find((section) => section.families.includes(familyOf(name)))?.id ?? 'features';

/** The order of the table: what a section names first, then by name. */
export function inOrder<T extends { name: string }>(section: Section, items: T[]): T[] {
  const rank = (item: T) => {
    const at = section.first?.indexOf(item.name) ?? -1;
    return at < 0 ? 1000 : at;
  };
  return items.toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}
