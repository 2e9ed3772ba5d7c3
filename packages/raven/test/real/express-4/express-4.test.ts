import express from 'express'
import { ravenExpress } from 'raven-ts/contrib/express'
import { webContract } from '../../contracts/web-contract.ts'
import { testRoutes } from '../../contrib/express-routes.ts'
import { serveExpress } from '../../contrib/serve-express.ts'

webContract({
  name: 'Express 4',
  mechanism: 'auto.http.express',
  integrate: ravenExpress,
  serve: (spec, raven) => serveExpress(express, spec, raven),
  interleaved: 200,
  cannot: { logging: 'it has no logger' },
})

testRoutes('Express 4', express)
