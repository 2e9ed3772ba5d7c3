import server from '@adonisjs/core/services/server'

server.errorHandler(() => import('../app/exceptions/handler.js'))
