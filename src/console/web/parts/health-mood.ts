import type { Status } from '../api/answers.js';
import type { Mood } from './StateBadge.js';

const MOODS: Readonly<Record<Status['health']['state'], Mood>> = {
  'switched off': 'plain',
  'never connected': 'warning',
  'credentials refused': 'bad',
  failing: 'bad',
  silent: 'warning',
  'credentials ended': 'bad',
  'credentials ending': 'warning',
  'some writes refused': 'warning',
  connected: 'good',
  healthy: 'good',
};

/** The mood of a health state. */
export function moodOf({ state }: Status['health']): Mood {
  return MOODS[state];
}
