'use strict'

// for `node --require`: threads of Node's own (`module.register`) run what is preloaded too, and in some
// versions a module that is required there ends the program; nothing of the program runs in them
const { isInternalThread, isMainThread } = require('node:worker_threads')

if (isInternalThread !== true) {
  try {
    module.exports = require('../dist/register.js')
  } catch (error) {
    if (isMainThread) throw error
  }
}
