// What is wrong with how a page is laid out, measured in the page itself: a document that scrolls, texts that are cut off, heads over other heads,
// targets that are too small or lie over each other.

/** Measures in the page. Self-contained, because it runs there. Every line begins with its kind, then the element, then its text. */
function measure(root) {
  const found = new Set();
  const px = (value) => Math.round(value * 10) / 10;
  const styles = new Map();
  const style = (element) => {
    if (!styles.has(element)) styles.set(element, getComputedStyle(element));
    return styles.get(element);
  };
  const name = (element) => {
    const classes = (typeof element.className === 'string' ? element.className : '').split(' ').filter(Boolean).map((one) => `.${one}`);
    return element.localName + classes.join('');
  };
  const place = (element) => {
    const own = name(element);
    const above = element.parentElement?.closest('[class]');
    return own.includes('.') || !above ? own : `${name(above)} ${own}`;
  };
  const words = (text) => `“${text.replace(/\s+/g, ' ').trim().slice(0, 60)}”`;
  const say = (kind, element, text) => found.add(`${kind}: ${place(element)} ${words(text)}`);

  const { documentElement: page } = document;
  const main = document.querySelector('main');
  if (page.scrollWidth !== innerWidth) found.add(`scrolls: the document is ${page.scrollWidth} wide in ${innerWidth}`);
  if (page.scrollHeight !== innerHeight) found.add(`scrolls: the document is ${page.scrollHeight} high in ${innerHeight}`);
  if (main.scrollWidth > main.clientWidth) found.add(`scrolls: main is ${main.scrollWidth} wide in ${main.clientWidth}`);

  /** Whether the element is drawn at all: not `display: none`, not transparent, not for screen readers only. */
  const drawn = new Map();
  const isDrawn = (element) => {
    if (!element || element === page) return true;
    if (!drawn.has(element)) {
      const { display, visibility, clipPath, opacity, overflowX } = style(element);
      const isDot = overflowX !== 'visible' && element.clientWidth <= 1 && display !== 'inline';
      const isHidden = isDot || display === 'none' || visibility !== 'visible' || clipPath === 'inset(50%)' || opacity === '0';
      drawn.set(element, !isHidden && isDrawn(element.parentElement));
    }
    return drawn.get(element);
  };
  const clips = (element) => /hidden|clip/.test(style(element).overflowX + style(element).overflowY) && !/auto|scroll/.test(style(element).overflowX + style(element).overflowY);
  const WAY = '[title], [data-tip], [data-tip-if=cut], a[href], [aria-haspopup]';

  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const parent = text.parentElement;
    if (text.data.trim() === '' || !isDrawn(parent) || parent.closest('script, style, option, .tooltip')) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const rects = [...range.getClientRects()].filter((rect) => rect.width > 0);
    if (rects.length === 0) continue;
    const left = Math.min(...rects.map((rect) => rect.left));
    const right = Math.max(...rects.map((rect) => rect.right));
    const top = Math.min(...rects.map((rect) => rect.top + rect.height * 0.2));
    const bottom = Math.max(...rects.map((rect) => rect.bottom - rect.height * 0.2));
    const cell = parent.closest('th, td');
    let isCut = false;
    for (let box = parent; box && box !== document.body; box = box.parentElement) {
      if (style(box).position === 'fixed') break;
      const { overflowX, overflowY } = style(box);
      if (/auto|scroll/.test(overflowX + overflowY)) break;
      const edge = box.getBoundingClientRect();
      if (box === cell && !isCut && (left < edge.left - 1 || right > edge.right + 1) && !clips(box)) {
        say('spills', box, text.data);
        break;
      }
      if (!clips(box)) continue;
      const isWide = left < edge.left - 1 || right > edge.right + 1;
      const isHigh = top < edge.top - 1 || bottom > edge.bottom + 1;
      if (!isWide && !isHigh) continue;
      isCut = true;
      const { textOverflow, webkitLineClamp } = style(box);
      // Dots come where a line of text is too long, not where a box in it is.
      let line = parent;
      while (line !== box && style(line).display === 'inline') line = line.parentElement;
      const hasDots = (isWide && line === box && textOverflow === 'ellipsis') || (isHigh && webkitLineClamp !== 'none') || box.matches('.cut-middle, .cut-middle *');
      if (!hasDots) say('cut without dots', box, text.data);
      else if (!parent.closest(WAY) && !parent.closest('td, th')?.querySelector(`:scope > ${WAY.replaceAll(', ', ', :scope > ')}`)) say('cut without a way to the whole', box, text.data);
      break;
    }
  }

  const canvas = document.createElement('canvas').getContext('2d');
  for (const input of root.querySelectorAll('input:placeholder-shown')) {
    if (!isDrawn(input)) continue;
    canvas.font = style(input).font;
    const room = input.clientWidth - parseFloat(style(input).paddingLeft) - parseFloat(style(input).paddingRight);
    if (canvas.measureText(input.placeholder).width > room + 1 && style(input).textOverflow !== 'ellipsis') say('cut without dots', input, input.placeholder);
  }

  // What can be pointed at, with its box as far as it is in view.
  const TARGETS = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=menuitem], [role=tab], [role=switch]';
  const targets = [];
  for (const element of root.querySelectorAll(TARGETS)) {
    const label = element.matches('[type=checkbox], [type=radio]') ? element.closest('label') : null;
    const own = label ?? element;
    if (!isDrawn(own) || element.disabled) continue;
    const box = own.getBoundingClientRect();
    const seen = { left: box.left, right: box.right, top: box.top, bottom: box.bottom };
    const isInline = style(own).display === 'inline';
    let pinned = null;
    for (let above = own; above && above !== document.body; above = above.parentElement) {
      const { position, overflowX, overflowY } = style(above);
      if (/sticky|fixed/.test(position)) pinned ??= above;
      if (above !== own && above !== main && overflowX + overflowY !== 'visiblevisible') {
        const edge = above.getBoundingClientRect();
        seen.left = Math.max(seen.left, edge.left);
        seen.right = Math.min(seen.right, edge.right);
        seen.top = Math.max(seen.top, edge.top);
        seen.bottom = Math.min(seen.bottom, edge.bottom);
      }
    }
    if (seen.right - seen.left < 1 || seen.bottom - seen.top < 1 || seen.right <= 0 || seen.bottom <= 0) continue;
    targets.push({ element: own, box, seen, pinned, isInline });
  }
  const label = ({ element }) => element.innerText || element.ariaLabel || element.textContent || element.value || element.name || '';
  const isSmall = ({ box }) => box.width < 23.9 || box.height < 23.9;
  const sides = ['top', 'bottom', 'left', 'right'];
  targets.forEach((one, n) => {
    for (const other of targets.slice(n + 1)) {
      if (one.element.contains(other.element) || other.element.contains(one.element) || one.pinned !== other.pinned) continue;
      const wide = Math.min(one.seen.right, other.seen.right) - Math.max(one.seen.left, other.seen.left);
      const high = Math.min(one.seen.bottom, other.seen.bottom) - Math.max(one.seen.top, other.seen.top);
      // Neighbours with a common border share one pixel.
      if (wide > 1.5 && high > 1.5) {
        found.add(`overlap by ${px(wide)} × ${px(high)}: ${place(one.element)} ${words(label(one))} and ${place(other.element)} ${words(label(other))}`);
      }
    }
    // WCAG 2.5.8: a smaller target needs a circle of 24 px of its own, or stands in a line of text.
    if (!isSmall(one) || sides.some((side) => Math.abs(one.box[side] - one.seen[side]) > 1)) return;
    const around = one.element.parentElement;
    const isInText = one.isInline && [...around.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '');
    if (isInText) return;
    const middle = ({ box }) => [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    const [x, y] = middle(one);
    const isNear = targets.some((other) => {
      if (other === one || one.element.contains(other.element) || other.element.contains(one.element) || one.pinned !== other.pinned) return false;
      if (isSmall(other)) {
        const [a, b] = middle(other);
        if (Math.hypot(a - x, b - y) < 24) return true;
      }
      const across = Math.max(other.seen.left - x, 0, x - other.seen.right);
      const down = Math.max(other.seen.top - y, 0, y - other.seen.bottom);
      return Math.hypot(across, down) < 12;
    });
    if (isNear) found.add(`small: ${place(one.element)} ${px(one.box.width)} × ${px(one.box.height)} ${words(label(one))}`);
  });
  return [...found];
}

/** What is wrong with the layout of the page, or of the dialog that is open over it. */
export const layoutOf = (page, scope = 'body') => page.locator(scope).first().evaluate(measure);
