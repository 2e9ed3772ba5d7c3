import express from 'express'
import { ravenExpress } from 'raven-ts/contrib/express'
import { webContract } from '../contracts/web-contract.ts'
import { serveExpress } from './serve-express.ts'

webContract({
  name: 'Express 5',
  mechanism: 'auto.http.express',
  integrate: ravenExpress,
  serve: (spec, raven) => serveExpress(express, spec, raven),
  cannot: { logging: 'it has no logger' },
})
