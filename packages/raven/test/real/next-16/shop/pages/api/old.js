export default function handler() {
  throw new Error('from an old route')
}
