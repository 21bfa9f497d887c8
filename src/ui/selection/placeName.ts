import { sideOf } from '../../capture/side';
import { directionName } from '../directionName';
import type { InspectorSelection } from './inspectorSelection';

/** Where a selection stands in its stream: `received 0x10–0x1f`. */
export function placeName({ view, direction, offset, length }: InspectorSelection): string {
  const name = directionName(direction, sideOf(view.capture, view.conversation, direction));
  return `${name} 0x${offset.toString(16)}–0x${(offset + length - 1).toString(16)}`;
}
