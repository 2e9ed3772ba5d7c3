/** Calls the other handlers of the worker, as the platform does. */
export default {
  async fetch(request, { WORKER }) {
    const { pathname } = new URL(request.url)
    if (pathname === '/cron') {
      const { outcome } = await WORKER.scheduled({ cron: '0 * * * *' })
      return new Response(outcome)
    }
    const body = { kind: 'green', password: 'k9w2x7' }
    const message = { id: 'm1', timestamp: new Date(), body, attempts: 1 }
    const { outcome } = await WORKER.queue('tea', [message])
    return new Response(outcome)
  },
}
