/* A shop in the browser: each function fails in a way of its own. */
export function showPrice(item) {
  return item.price.amount
}
export function showTax(item) {
  return item.tax.rate
}
export function parseCart(text) {
  return JSON.parse(text)
}
export function findButton(selector) {
  return document.querySelector(selector).dataset.id
}
export function readSelector(selector) {
  return document.querySelectorAll(selector).length
}
export async function loadItem(id) {
  const reply = await fetch(`/items/${id}`)
  if (!reply.ok) throw new Error(`item ${id} answered ${reply.status}`)
  return await reply.json()
}
export async function loadBlocked(port) {
  return await fetch(`http://127.0.0.1:${port}/x`)
}
export function store(key, size) {
  localStorage.setItem(key, 'x'.repeat(size))
}
export async function load(path) {
  return await import(path)
}
export function clicked(item) {
  return new Promise((resolve) => {
    const button = document.createElement('button')
    button.onclick = () => {
      try {
        resolve(showPrice(item))
      } catch (error) {
        resolve(Promise.reject(error))
      }
    }
    button.click()
  })
}
