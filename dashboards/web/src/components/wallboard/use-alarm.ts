/** Sounds when an incident becomes critical while somebody may be looking elsewhere. */
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { IncidentRow } from '../../../../../collector/api/types/incidents.ts';
import { AlarmTone, type Sound } from '../../lib/alarm-tone.ts';
import { criticalIds } from '../../lib/wallboard.ts';

/** Some browsers let it sound without a click after a while, or take it back. */
const LOOK_EVERY_MS = 5_000;

/**
 * What is critical when the page opens is old; after that each that was not there a moment ago sounds, also one that
 * came while the connection was lost.
 * @param onAlarm is told of the newest of them, sound or not
 * @returns whether it can be heard
 */
export function useAlarm(
  incidents: readonly IncidentRow[] | undefined,
  isOff: boolean,
  onAlarm: (incident: IncidentRow) => void,
): Sound {
  const [sound, setSound] = useState<Sound>('ready');
  const tone = useRef<AlarmTone | undefined>(undefined);
  const seen = useRef<ReadonlySet<number> | undefined>(undefined);
  const alarm = useEffectEvent((incident: IncidentRow) => {
    onAlarm(incident);
    if (!isOff) tone.current?.play();
  });

  useEffect(() => {
    if (isOff) return;
    const made = new AlarmTone();
    tone.current = made;
    const look = () => setSound(made.state());
    const unlock = () => void made.unlock().then(setSound);
    look();
    const timer = setInterval(look, LOOK_EVERY_MS);
    window.addEventListener('pointerdown', unlock);
    window.addEventListener('keydown', unlock);
    return () => {
      clearInterval(timer);
      window.removeEventListener('pointerdown', unlock);
      window.removeEventListener('keydown', unlock);
      tone.current = undefined;
      made.close();
    };
  }, [isOff]);

  useEffect(() => {
    if (incidents === undefined) return;
    const critical = criticalIds(incidents);
    const before = seen.current;
    seen.current = critical;
    const newest = before && incidents.find(({ id }) => critical.has(id) && !before.has(id));
    if (newest !== undefined) alarm(newest);
  }, [incidents]);

  return sound;
}
