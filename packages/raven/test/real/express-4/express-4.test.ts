import express from 'express'
import { webContract } from '../../contracts/web-contract.ts'
import { serveExpress } from '../../contrib/serve-express.ts'

webContract({
  name: 'Express 4',
  mechanism: 'auto.http.express',
  serve: (spec) => serveExpress(express, spec),
})
