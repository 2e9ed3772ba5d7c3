import express from 'express'
import { webContract } from '../contracts/web-contract.ts'
import { serveExpress } from './serve-express.ts'

webContract({
  name: 'Express 5',
  mechanism: 'auto.http.express',
  serve: (spec) => serveExpress(express, spec),
})
