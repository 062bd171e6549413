/** The ground of the map: districts with their names. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type BaseMap, type District, labelText, placeLabels } from '../../lib/map-view.ts';
import type { Point } from '../../lib/projection.ts';
import css from './province-map.module.css';
import type { MapView } from './use-map-view.ts';

const LABEL_PIXELS = 12.5;

export interface MapDistrictsProps {
  base: BaseMap;
  view: MapView;
  /** Where names must not stand. */
  marks: readonly Point[];
  onDistrict: (district: District) => void;
}

/** Clicking a district zooms to it; with the keyboard the list above the map does the same. */
export function MapDistricts({ base, view, marks, onDistrict }: MapDistrictsProps) {
  const { t } = useTranslation();
  const labelScale = view.wholeScale * view.shrink;
  const labels = useMemo(() => placeLabels(base, marks, labelScale), [base, marks, labelScale]);
  return (
    <>
      {base.districts.map((district) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: the select above the map is the keyboard's way.
        <path
          key={district.code}
          d={district.path}
          className={css.district}
          onClick={() => {
            if (!view.wasDragged()) onDistrict(district);
          }}
        >
          <title>{t('map.zoomDistrict', { name: district.name })}</title>
        </path>
      ))}
      {base.districts.map((district) => (
        <text
          key={district.code}
          x={labels.get(district.code)?.[0]}
          y={labels.get(district.code)?.[1]}
          fontSize={LABEL_PIXELS * view.shrink * view.scale}
          strokeWidth={3.5 * view.scale}
          className={css.label}
        >
          {labelText(district.name)}
        </text>
      ))}
    </>
  );
}
