/** What a series is about, by its tags and the inventory. Pure. */
import type { RuleSubject } from '../../config/schema/rules.ts';
import type { Inventory, SiteClass } from '../../model/inventory.ts';
import type { SubjectId } from '../../model/state.ts';
import { subjectId } from '../../model/state.ts';

export interface Judged {
  readonly subject: SubjectId;
  readonly site: SubjectId;
  readonly siteClass: SiteClass;
}

type Tags = Readonly<Record<string, string>>;

/** @returns `undefined` for what the inventory does not know: nobody could be sent there. */
export type JudgedOf = (of: RuleSubject, tags: Tags) => Judged | undefined;

/** @param agentSites site of each agent: what is wrong with an agent is wrong at its site. */
export function judgedBy(inventory: Inventory, agentSites: ReadonlyMap<string, string>): JudgedOf {
  const classes = new Map(inventory.sites.map((site) => [site.id, site.class]));
  const siteOf = {
    device: new Map(inventory.devices.map(({ id, site }) => [id, site])),
    line: new Map(inventory.lines.map(({ id, site }) => [id, site])),
    room: new Map(inventory.rooms.map(({ id, site }) => [id, site])),
  };
  const judged = (site: string | undefined, subject: SubjectId): Judged | undefined => {
    const siteClass = classes.get(site ?? '');
    return site === undefined || siteClass === undefined
      ? undefined
      : { subject, site: subjectId('site', site), siteClass };
  };
  return (of, tags) => {
    if (of === 'site') return judged(tags.site, subjectId('site', tags.site ?? ''));
    if (of === 'agent') {
      const site = agentSites.get(tags.agent ?? '');
      return judged(site, subjectId('site', site ?? ''));
    }
    const id = tags[of];
    return id === undefined ? undefined : judged(siteOf[of].get(id), subjectId(of, id));
  };
}
