/**
 * What an element draws, and on what: `outline`, `fill`, `stroke`, `before` and `shadow` (each colour of it) on its own ground; `edge` is an
 * outline at the edge of a part, which the ground around it may show as well; `ring` an outline with a gap that a shadow
 * makes; `background` is on the ground around it.
 */
export type Drawn = 'outline' | 'edge' | 'ring' | 'shadow' | 'fill' | 'stroke' | 'background' | 'before';

/** The least contrast of what an element draws. */
export function contrastOf(element: Element, drawn: Drawn): number {
  const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })!;
  const channels = (color: string): number[] => {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = color;
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
    return [red!, green!, blue!, alpha! / 255];
  };
  const over = ([red, green, blue, alpha]: number[], ground: readonly number[]): number[] =>
    [red!, green!, blue!].map((value, i) => value * alpha! + ground[i]! * (1 - alpha!));
  const groundOf = (each: Element | null): number[] => {
    if (!each) return [255, 255, 255];
    const own = channels(getComputedStyle(each).backgroundColor);
    return own[3] === 1 ? own : over(own, groundOf(each.parentElement));
  };
  const luminance = (color: readonly number[]): number =>
    [0.2126, 0.7152, 0.0722].reduce((sum, weight, i) => {
      const value = color[i]! / 255;
      return sum + weight * (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    }, 0);
  const contrast = (color: string, ground: readonly number[]): number => {
    const [one, other] = [luminance(over(channels(color), ground)), luminance(ground)];
    return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  };
  const style = getComputedStyle(element);
  const own = groundOf(element);
  const around = groundOf(element.parentElement);
  const shadows = (style.boxShadow.match(/(?:rgba?|color|oklab|lab)\([^)]*\)/g) ?? []).filter(
    (color) => channels(color)[3]! > 0,
  );
  switch (drawn) {
    case 'outline':
      return style.outlineStyle === 'none' ? 0 : contrast(style.outlineColor, own);
    case 'edge':
      return style.outlineStyle === 'none'
        ? 0
        : Math.max(contrast(style.outlineColor, own), contrast(style.outlineColor, around));
    case 'ring': {
      const gaps = shadows.map((color) => over(channels(color), own));
      return Math.max(...[own, ...gaps].map((ground) => contrast(style.outlineColor, ground)));
    }
    case 'shadow':
      return Math.min(...(shadows.length === 0 ? [0] : shadows.map((color) => contrast(color, own))));
    case 'fill':
      return contrast(style.fill, own);
    case 'stroke':
      return style.stroke === 'none' ? 0 : contrast(style.stroke, own);
    case 'background':
      return contrast(style.backgroundColor, around);
    case 'before':
      return contrast(getComputedStyle(element, '::before').backgroundColor, own);
  }
}
