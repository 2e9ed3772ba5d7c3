import Koa from 'koa'
import { ravenKoa } from 'raven-ts/contrib/koa'
import { webContract } from '../contracts/web-contract.ts'
import { KOA_CANNOT, serveKoa } from './serve-koa.ts'

webContract({
  name: 'Koa 3',
  mechanism: 'auto.http.koa',
  integrate: ravenKoa,
  serve: (spec, raven) => serveKoa(Koa, spec, raven),
  cannot: KOA_CANNOT,
})
