/** Measures on a page how well its text stands out (WCAG 2.2, 1.4.3). Runs in the browser. */

/**
 * Source of a function for `page.evaluate`: the texts whose contrast is below 4.5, or 3 where they
 * are large, each with its ratio.
 */
export const LOW_CONTRAST = `(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = color
    canvas.fillRect(0, 0, 1, 1)
    return [...canvas.getImageData(0, 0, 1, 1).data]
  }
  const over = ([r, g, b, a], below) => [r, g, b].map((c, i) => (c * a + below[i] * (255 - a)) / 255)
  const background = (element) => {
    if (element === null) return rgba('Canvas').slice(0, 3)
    const color = rgba(getComputedStyle(element).backgroundColor)
    return color[3] === 255 ? color.slice(0, 3) : over(color, background(element.parentElement))
  }
  const channel = (c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b)
  const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
  const low = []
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement
    if (texts.currentNode.data.trim() === '' || !element.checkVisibility()) continue
    const style = getComputedStyle(element)
    const behind = background(element)
    const size = parseFloat(style.fontSize)
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700)
    const found = ratio(light(over(rgba(style.color), behind)), light(behind))
    if (found < (isLarge ? 3 : 4.5)) low.push(found.toFixed(2) + ' ' + texts.currentNode.data.trim().slice(0, 40))
  }
  return low
})()`
