import { codeOf } from '../platform/systemError';

/** For `catch` of what was done to a file: `value` where there is no such file or folder; whatever else went wrong is thrown on. */
export function ifMissing<const Value>(value: Value): (error: unknown) => Value {
  return (error) => {
    if (codeOf(error) === 'ENOENT') return value;
    throw error;
  };
}
