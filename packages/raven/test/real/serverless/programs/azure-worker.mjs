/**
 * Azure's worker, as `@azure/functions` sees it: `@azure/functions-core`, which no registry has. It keeps
 * what is registered, calls it by the package's own model of an invocation, and tells what it answers.
 */
import Module from 'node:module'
import { text } from 'node:stream/consumers'

const functions = new Map()
const hooks = []
let model

const core = {
  version: '1.0.0',
  setProgrammingModel: (made) => (model = made),
  registerFunction: (metadata, callback) => functions.set(metadata.name, { metadata, callback }),
  registerHook: (name, callback) => {
    if (name === 'preInvocation') hooks.push(callback)
    return { dispose() {} }
  },
}

const load = Module._load
Module._load = (name, ...rest) => (name === '@azure/functions-core' ? core : load(name, ...rest))

await import('./azure-functions.mjs')

const [, , name] = process.argv
const { metadata, callback } = functions.get(name)
const request = JSON.parse(await text(process.stdin))
const trigger = Object.keys(metadata.bindings).find((one) => /trigger/i.test(one))
request.inputData[0].name = trigger
const made = model.getInvocationModel({
  invocationId: 'a1b2',
  metadata,
  request,
  state: 'invocation',
  log() {},
})
const { context, inputs } = await made.getArguments()
const hook = {
  invocationContext: context,
  inputs,
  functionCallback: callback,
  hookData: {},
  appHookData: {},
}
for (const one of hooks) await one(hook)
try {
  const result = await made.invokeFunction(context, hook.inputs, hook.functionCallback)
  console.log(JSON.stringify(await made.getResponse(context, result)))
} catch (error) {
  console.log(JSON.stringify({ failed: `${error.name}: ${error.message}` }))
}
setInterval(() => {}, 60_000) // it would wait for the next call
