import { ravenNest } from 'raven-ts/contrib/nestjs'
import { webContract } from '../../contracts/web-contract.ts'
import { serveNest } from './serve-nest.ts'

webContract({
  name: 'NestJS 12 on Express',
  mechanism: 'auto.http.nestjs',
  integrate: ravenNest,
  serve: (spec, raven) => serveNest('express', spec, raven),
})

webContract({
  name: 'NestJS 12 on Fastify',
  mechanism: 'auto.http.nestjs',
  integrate: ravenNest,
  serve: (spec, raven) => serveNest('fastify', spec, raven),
  interleaved: 200,
})
