/** The province: districts, and a mark for each site. */
import { ActionIcon, NativeSelect, Skeleton } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SiteRow } from '../../../../../collector/api/types/sites.ts';
import { type BaseMap, type District, labelText, withNames } from '../../lib/map-view.ts';
import { type Point, padBox } from '../../lib/projection.ts';
import { Icon } from '../parts/icons.tsx';
import { Panel } from '../parts/panel.tsx';
import { QueryProblem } from '../parts/query-problem.tsx';
import { MapDistricts } from './map-districts.tsx';
import { type Hovered, MapMarks, placeSites } from './map-marks.tsx';
import { MapTooltip } from './map-tooltip.tsx';
import css from './province-map.module.css';
import { useBaseMap } from './use-base-map.ts';
import { type MapView, useMapView } from './use-map-view.ts';

/** Ground shown around a district that is zoomed to, as a share of its size. */
const DISTRICT_MARGIN = 0.06;

/** The map as a panel of the overview. */
export function ProvinceMap({
  sites,
  className,
}: {
  sites: readonly SiteRow[];
  className?: string | undefined;
}) {
  const { t } = useTranslation();
  const base = useBaseMap();
  if (base.error !== null) {
    return (
      <Panel title={t('map.title')} className={className}>
        <QueryProblem error={base.error} onRetry={() => void base.refetch()} />
      </Panel>
    );
  }
  if (base.data === undefined) {
    return (
      <Panel title={t('map.title')} className={className}>
        <Skeleton height={480} aria-label={t('app.loading')} />
      </Panel>
    );
  }
  return <LoadedMap base={base.data} sites={sites} className={className} />;
}

interface LoadedMapProps {
  base: BaseMap;
  sites: readonly SiteRow[];
  className: string | undefined;
}

function LoadedMap({ base, sites, className }: LoadedMapProps) {
  const { t } = useTranslation();
  const { ref, width, height } = useElementSize();
  // Before the first measurement any size does: nothing is drawn yet.
  const view = useMapView(base.box, width || 800, height || 600);
  const [district, setDistrict] = useState('');
  const [hovered, setHovered] = useState<Hovered | null>(null);
  const placed = useMemo(() => placeSites(sites, base.project), [sites, base]);
  // Labels make way for the marks' places, and those do not change when a state does.
  const places = placed
    .map(({ site, x, y }) => `${site.id} ${x} ${y}`)
    .sort()
    .join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `places` says all that matters of `placed`.
  const marks = useMemo(() => placed.map(({ x, y }): Point => [x, y]), [places]);
  const named = useMemo(() => withNames(base, sites), [base, sites]);
  const unplaced = sites.length - placed.length;
  const { box } = view;
  const showDistrict = (chosen: District | undefined) => {
    setDistrict(chosen?.code ?? '');
    if (chosen === undefined) view.showWhole();
    else view.show(padBox(chosen.box, DISTRICT_MARGIN));
  };
  return (
    <Panel
      title={t('map.title')}
      isFlush
      className={className}
      aside={<MapTools base={named} view={view} district={district} onDistrict={showDistrict} />}
    >
      <div className={css.frame} ref={ref} data-zoomed={!view.isWhole || undefined}>
        {width > 0 && (
          // biome-ignore lint/a11y/useSemanticElements: HTML has no element for a group inside a drawing.
          <svg
            className={css.map}
            viewBox={`${box.x} ${box.y} ${box.width} ${box.height}`}
            role="group"
            aria-label={t('map.label')}
            {...view.handlers}
          >
            <MapDistricts base={named} view={view} marks={marks} onDistrict={showDistrict} />
            <MapMarks placed={placed} view={view} onHover={setHovered} />
          </svg>
        )}
        {hovered !== null && <MapTooltip hovered={hovered} view={view} width={width} />}
      </div>
      <p className={css.source}>
        {t('map.boundaries')}
        {unplaced > 0 && ` · ${t('map.unplaced', { count: unplaced })}`}
      </p>
    </Panel>
  );
}

interface MapToolsProps {
  base: BaseMap;
  view: MapView;
  district: string;
  onDistrict: (district: District | undefined) => void;
}

function MapTools({ base, view, district, onDistrict }: MapToolsProps) {
  const { t } = useTranslation();
  const buttons = [
    { icon: 'plus', label: t('map.zoomIn'), act: view.zoomIn, isOff: false },
    { icon: 'minus', label: t('map.zoomOut'), act: view.zoomOut, isOff: view.isWhole },
    { icon: 'whole', label: t('map.reset'), act: view.showWhole, isOff: view.isWhole },
  ] as const;
  return (
    <>
      <NativeSelect
        size="xs"
        aria-label={t('map.zoomTo')}
        value={view.isWhole ? '' : district}
        onChange={(event) =>
          onDistrict(base.districts.find(({ code }) => code === event.currentTarget.value))
        }
        data={[
          { value: '', label: t('map.wholeProvince') },
          ...base.districts.map(({ code, name }) => ({ value: code, label: labelText(name) })),
        ]}
      />
      <ActionIcon.Group>
        {buttons.map(({ icon, label, act, isOff }) => (
          <ActionIcon
            key={icon}
            variant="default"
            size={30}
            aria-label={label}
            title={label}
            disabled={isOff}
            onClick={act}
          >
            <Icon name={icon} size={16} />
          </ActionIcon>
        ))}
      </ActionIcon.Group>
    </>
  );
}
