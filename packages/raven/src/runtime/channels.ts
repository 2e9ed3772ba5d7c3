/** Node's diagnostic channels. */

/** Publishes on a channel; the message is made only when somebody listens. */
export function publish(channel: string, make: () => object): void {
  const channels = process.getBuiltinModule('node:diagnostics_channel')
  if (channels.hasSubscribers(channel)) channels.channel(channel).publish(make())
}
