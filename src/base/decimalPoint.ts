const points = new Map<string, string>();

/** `12.5` as `12,5` where a language, a tag such as `de`, writes it so; as it is where none is given. */
export function withDecimalPoint(digits: string, language: string | undefined): string {
  if (language === undefined || !digits.includes('.')) return digits;
  let point = points.get(language);
  if (point === undefined) {
    point = new Intl.NumberFormat(language).formatToParts(0.5).find(({ type }) => type === 'decimal')?.value ?? '.';
    points.set(language, point);
  }
  return digits.replace('.', point);
}
