import express from 'express'
import { testRoutes } from './express-routes.ts'

testRoutes('Express 5', express)
