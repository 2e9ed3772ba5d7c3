/** Input that is not as it should be, told by those who check it. */
import assert from 'node:assert/strict'
import Ajv from 'ajv'
import Joi from 'joi'
import * as yup from 'yup'
import { z } from 'zod'
import { buildSchema, graphqlSync, parse } from 'graphql'
import yaml from 'js-yaml'
import { family, issue } from '../family.mjs'

const User = z.object({ name: z.string(), age: z.number().max(150) })
const Order = z.object({ sku: z.string().min(3), count: z.number() })

function readUser(input) {
  return User.parse(input)
}

function readOrder(input) {
  return Order.parse(input)
}

function checkAccount(input) {
  return Joi.attempt(input, Joi.object({ email: Joi.string().email(), id: Joi.number() }))
}

function checkMail(input) {
  return Joi.attempt(input, Joi.string().email())
}

const shape = yup.object({ name: yup.string().required(), age: yup.number().positive() })

async function checkForm(input) {
  return await shape.validate(input)
}

const validate = new Ajv().compile({
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'integer' } },
})

function checkMessage(input) {
  if (!validate(input))
    throw new TypeError(`message rejected: ${new Ajv().errorsText(validate.errors)}`)
}

function checkTotals(actual, expected) {
  assert.equal(actual, expected)
}

function checkParts(actual, expected) {
  assert.deepEqual(actual, expected)
}

function checkStock(count) {
  assert.ok(count >= 0, `stock of ${count} is below zero`)
}

const schema = buildSchema('type Query { user(id: Int!): String }')

function runQuery(source) {
  const { errors } = graphqlSync({ schema, source, rootValue: { user: () => null } })
  if (errors) throw errors[0]
}

function readQuery(source) {
  return parse(source)
}

function readYaml(text) {
  return yaml.load(text)
}

function readFlags(text) {
  return yaml.load(text, { schema: yaml.FAILSAFE_SCHEMA })
}

class ValidationError extends Error {
  name = 'ValidationError'
}

function requireField(input, field) {
  if (input[field] === undefined) throw new ValidationError(`"${field}" is required`)
}

function requireLength(text, max) {
  if (text.length > max) throw new ValidationError(`'${text}' is longer than ${max} characters`)
}

function checkRange(amount, limit) {
  if (amount > limit) throw new RangeError(`€${amount.toFixed(2)} is over the limit of €${limit}`)
}

function checkBirthday(text) {
  if (Number.isNaN(Date.parse(text))) throw new RangeError(`Invalid birthday ${text}`)
  if (Date.parse(text) > Date.parse('2026-01-01'))
    throw new RangeError(`Birthday ${text} is in the future`)
}

export default [
  family(
    'zod',
    'A user and an order are read by two functions.',
    issue(
      'What the user sent is data.',
      [readUser, {}],
      [readUser, { name: 'ada', age: 'old' }],
      [readUser, { name: 7, age: 900 }],
    ),
    issue('What the order held is data.', [readOrder, {}], [readOrder, { sku: 'x', count: 1 }]),
  ),
  family(
    'joi',
    'An account and an address are checked by two functions.',
    issue(
      'What the account held is data.',
      [checkAccount, { email: 'nobody', id: 7 }],
      [checkAccount, { email: 'else', id: 'x' }],
    ),
    issue('The address is data.', [checkMail, 'ada@'], [checkMail, 'bob at shop'], [checkMail, 12]),
  ),
  family(
    'yup and ajv',
    'A form and a message of a queue have different senders.',
    issue(
      'What the form held is data.',
      [checkForm, {}],
      [checkForm, { name: 'ada', age: -4 }],
      [checkForm, { name: 'ada', age: 'x' }],
    ),
    issue(
      'What the message held is data.',
      [checkMessage, {}],
      [checkMessage, { id: 'seven' }],
      [checkMessage, { id: 1.5 }],
    ),
  ),
  family(
    'assertions',
    'Totals, parts and stock are three things to be wrong.',
    issue(
      'The totals are data.',
      [checkTotals, 10, 12],
      [checkTotals, 7.5, 8],
      [checkTotals, 'ten', 'twelve'],
    ),
    issue(
      'The parts are data.',
      [checkParts, [1, 2], [1, 3]],
      [checkParts, { a: 1 }, { a: 2, b: 3 }],
    ),
    issue('The stock is data.', [checkStock, -1], [checkStock, -250]),
  ),
  family(
    'graphql',
    'Running a query and parsing one are two functions.',
    issue(
      'What the query asked is data.',
      [runQuery, '{ usr }'],
      [runQuery, '{ user(id: "x") }'],
      [runQuery, '{ account { name } }'],
    ),
    issue(
      'What the query said is data.',
      [readQuery, '{ user('],
      [readQuery, 'query { a b: }'],
      [readQuery, ''],
    ),
  ),
  family(
    'yaml',
    'Settings and flags are read by two functions.',
    issue(
      'What the file held is data.',
      [readYaml, 'a: [1'],
      [readYaml, 'a: b: c'],
      [readYaml, '\t- x'],
    ),
    issue('What the flags held is data.', [readFlags, 'a: {'], [readFlags, '"open']),
  ),
  family(
    'fields of the program’s own checks',
    'A missing field and one that is too long are two checks.',
    issue(
      'Which field is missing is quoted data.',
      [requireField, {}, 'email'],
      [requireField, {}, 'zip'],
    ),
    issue(
      'The text and its limit are data.',
      [requireLength, 'abcdef', 3],
      [requireLength, 'the quick brown fox', 10],
    ),
  ),
  family(
    'amounts and dates of the program’s own checks',
    'An amount, a date nobody can read and a date to come are three checks.',
    issue('The amounts are data.', [checkRange, 1200.5, 1000], [checkRange, 99.99, 50]),
    issue('The date is data.', [checkBirthday, '31.31.2026'], [checkBirthday, 'soon']),
    issue(
      'The date is data.',
      [checkBirthday, '2031-05-06'],
      [checkBirthday, 'Tue, 06 May 2031 10:00:00 GMT'],
    ),
  ),
]
