/** The equipment of a site. */
import { useTranslation } from 'react-i18next';
import type { DeviceRow } from '../../../../../collector/api/types/equipment.ts';
import { type Format, useFormat } from '../../i18n/use-format.ts';
import type vi from '../../i18n/vi.json';
import { SECOND } from '../../lib/time.ts';
import { Nothing, Panel } from '../parts/panel.tsx';
import css from '../parts/small-table.module.css';
import { StateMark } from '../parts/state-mark.tsx';

const KINDS = ['router', 'switch', 'ups', 'codec', 'host'] as const satisfies (keyof (typeof vi)['device'])[];

/** A panel with one row a device. */
export function SiteDevices({ devices }: { devices: readonly DeviceRow[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const kindText = (kind: string) => {
    const known = KINDS.find((each) => each === kind);
    return known === undefined ? kind : t(`device.${known}`);
  };
  if (devices.length === 0) {
    return (
      <Panel title={t('site.devices')} isFlush>
        <Nothing>{t('site.noDevices')}</Nothing>
      </Panel>
    );
  }
  return (
    <Panel title={t('site.devices')} isFlush>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{t('site.device')}</th>
            <th scope="col">{t('site.address')}</th>
            <th scope="col">{t('site.uptime')}</th>
            <th scope="col" className={css.figure}>
              {t('site.response')}
            </th>
          </tr>
        </thead>
        <tbody>
          {devices.map((device) => (
            <tr key={device.id}>
              <td>
                {device.name}
                <span className={css.second}>{kindText(device.kind)}</span>
              </td>
              <td data-label={t('site.address')}>{device.address}</td>
              <td data-label={t('site.uptime')}>
                {device.uptimeSeconds === null ? '–' : format.duration(device.uptimeSeconds * SECOND)}
              </td>
              <td data-label={t('site.response')} className={css.figure}>
                <Answer device={device} format={format} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

/** Silence is told from nobody having asked. */
function Answer({ device, format }: { device: DeviceRow; format: Format }) {
  const { t } = useTranslation();
  if (device.answers === null) return <span className={css.notPolled}>{t('site.notPolled')}</span>;
  if (device.answers) return device.responseMs === null ? '–' : format.milliseconds(device.responseMs);
  return (
    <span className={css.silent}>
      <StateMark state="down" size={14} />
      {t('site.noAnswer')}
    </span>
  );
}
