/** The dashboards that Grafana is given: path below the repository to text. Pure. */
import { collector } from './collector.ts';
import type { DashboardSpec } from './grafana.ts';
import { dashboardJson } from './grafana.ts';
import { line } from './line.ts';
import { province } from './province.ts';
import { site } from './site.ts';
import { videoConference } from './video-conference.ts';

export const DASHBOARDS: Readonly<Record<string, DashboardSpec>> = {
  province,
  site,
  line,
  'video-conference': videoConference,
  collector,
};

export function dashboardFiles(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(DASHBOARDS).map(([name, dashboard]) => [
      `dashboards/grafana/dashboards/${name}.json`,
      dashboardJson(dashboard),
    ]),
  );
}
