/** A sandboxed processor that knows nothing of us. */
export default async function brew(job) {
  if (job.data.crash) process.exit(3)
  throw new TypeError(`cannot brew order ${job.data.order}`)
}
