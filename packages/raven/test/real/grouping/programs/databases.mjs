/** Databases that refuse a connection or a statement. */
import { PGlite } from '@electric-sql/pglite'
import Database from 'libsql'
import pg from 'pg'
import mysql from 'mysql2/promise'
import { MongoClient } from 'mongodb'
import { createClient } from 'redis'
import Redis from 'ioredis'
import { family, issue } from '../family.mjs'

let shared

/** One Postgres in memory, made when first asked for. */
async function postgres() {
  shared ??= (async () => {
    const db = new PGlite()
    await db.exec(`
      create table users (id int primary key, email text unique not null, age int check (age > 0));
      create table orders (id int primary key, owner int references users(id), total numeric(5, 2));
      insert into users values (1, 'ada@shop.test', 36), (2, 'bob@shop.test', 40)`)
    return db
  })()
  return await shared
}

async function insertUser(id, email, age = 1) {
  const db = await postgres()
  await db.query('insert into users values ($1, $2, $3)', [id, email, age])
}

async function insertOrder(id, owner, total) {
  const db = await postgres()
  await db.query('insert into orders values ($1, $2, $3)', [id, owner, total])
}

async function runReport(table) {
  const db = await postgres()
  return await db.query(`select * from ${table}`)
}

/** The one function through which a program sends all its statements. */
async function query(sql, params) {
  const db = await postgres()
  return await db.query(sql, params)
}

async function findUser(id) {
  return await query('select * from users where id = $1', [id])
}

async function findOrder(id) {
  return await query('select * from orders where id = $1', [id])
}

function sqlite() {
  const db = new Database(':memory:')
  db.exec(
    "create table carts (id text primary key, total integer not null); insert into carts values ('c1', 1)",
  )
  return db
}

function saveCart(id, total) {
  sqlite().prepare('insert into carts values (?, ?)').run(id, total)
}

function runSql(sql) {
  sqlite().prepare(sql).all()
}

async function connectPg(port, database) {
  const client = new pg.Client({ host: '127.0.0.1', port, database, user: 'shop' })
  await client.connect()
}

async function connectMysql(port) {
  await mysql.createConnection({ host: '127.0.0.1', port, user: 'shop' })
}

async function connectMongo(port) {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/shop`, {
    serverSelectionTimeoutMS: 40,
  })
  try {
    await client.connect()
  } finally {
    await client.close()
  }
}

async function connectRedis(port) {
  const client = createClient({ socket: { host: '127.0.0.1', port, reconnectStrategy: false } })
  client.on('error', () => {})
  await client.connect()
}

async function readSession(port, id) {
  const client = new Redis(port, '127.0.0.1', {
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
  })
  client.on('error', () => {})
  return await client.get(`session:${id}`)
}

export default [
  family(
    'rows that break a rule of Postgres',
    'A duplicate, a missing value and a failed check are three rules; the code of the system tells them apart.',
    issue(
      'Which row was doubled is data.',
      [insertUser, 1, 'x@shop.test'],
      [insertUser, 2, 'y@shop.test'],
    ),
    issue('Which row lacked the value is data.', [insertUser, 10, null], [insertUser, 11, null]),
    issue(
      'The age is data.',
      [insertUser, 12, 'k@shop.test', -4],
      [insertUser, 13, 'l@shop.test', 0],
    ),
  ),
  family(
    'orders and their owners',
    'An owner who does not exist and a total that is too large.',
    issue('Which owner is data.', [insertOrder, 1, 991, 5], [insertOrder, 2, 4711, 7.5]),
    issue('Which total is data.', [insertOrder, 3, 1, 100000], [insertOrder, 4, 2, 23456.7]),
  ),
  family(
    'statements through one function',
    'Two callers send two statements; each has to be mended where it is made.',
    issue('Text that is no number, whichever it is.', [findUser, 'abc'], [findUser, 'x17']),
    issue('Text that is no number, whichever it is.', [findOrder, 'abc'], [findOrder, 'n/a']),
  ),
  family(
    'reports about tables that are not there',
    'A missing table and a statement that cannot be parsed.',
    issue('Which table is quoted data.', [runReport, 'visits'], [runReport, 'visits_2026_01']),
    issue(
      'What is wrong in the statement is data.',
      [runReport, 'users where where'],
      [runReport, 'users limit limit 5'],
    ),
  ),
  family(
    'rows that break a rule of SQLite',
    'A double key and a missing total.',
    issue('Which cart is data.', [saveCart, 'c1', 1], [saveCart, 'c1', 99]),
    issue('Which cart is data.', [saveCart, 'c7', null], [saveCart, 'c8', null]),
  ),
  family(
    'SQLite statements of a console',
    'A missing table and a statement that is no statement.',
    issue(
      'Which table is data.',
      [runSql, 'select * from visits'],
      [runSql, 'select * from visits_2026'],
    ),
    issue('What it said is data.', [runSql, 'selekt 1'], [runSql, 'drop every thing']),
  ),
  family(
    'databases that refuse connections',
    'Postgres, MySQL and Redis are three services, connected to by three functions.',
    issue(
      'The port and the database are data.',
      [connectPg, 1, 'shop'],
      [connectPg, 9, 'shop_eu'],
      [connectPg, 7, 'x'],
    ),
    issue('The port is data.', [connectMysql, 1], [connectMysql, 9]),
    issue('The port is data.', [connectRedis, 1], [connectRedis, 9]),
  ),
  family(
    'stores of documents and sessions',
    'MongoDB and the store of sessions.',
    issue('The port is data.', [connectMongo, 1], [connectMongo, 9]),
    issue(
      'Which session is data.',
      [readSession, 1, 'a1b2c3'],
      [readSession, 9, 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6'],
    ),
  ),
]
