/** What programs report themselves: messages, lines of their logs, queries. */
import { family, issue } from '../family.mjs'

/** A message without a stack, as a logger hands it on. */
function say(text, logger) {
  return (client) => client.captureMessage(text, { stack: false, ...(logger && { logger }) })
}

/** A message with a template. */
function fill(template, ...params) {
  return (client) => client.captureMessage(template, { params, stack: false })
}

function named(template, params) {
  return (client) => client.captureMessage(template, { params, stack: false })
}

function asked(query, engine) {
  return (client) => client.captureQuery(query, { engine, stack: false })
}

function sayHere(text) {
  return (client) => client.captureMessage(text, { stack: true })
}

function sayThere(text) {
  return (client) => client.captureMessage(text, { stack: true })
}

function marked(fingerprint, text) {
  return (client) => client.captureException(new Error(text), { fingerprint })
}

const UUIDS = ['f81d4fae-7dec-11d0-a765-00a0c91e6bf6', '01890a5d-ac96-774b-bcce-b302099a8057']
const DATA = 'Only the values differ.'

/** Two or three texts with one meaning each, and what makes the two meanings different. */
const logs = (name, apart, ...meanings) =>
  family(name, apart, ...meanings.map((texts) => issue(DATA, ...texts.map((text) => [say, text]))))

export default [
  logs(
    'ids in messages',
    'A user, an order and a session are three things to be missing.',
    ['User 42 not found', 'User 1234567 not found', 'User 7 not found'],
    ['Order #2026-0042 not found', 'Order #2025-9817 not found'],
    [
      `Session ${UUIDS[0]} not found`,
      `Session ${UUIDS[1]} not found`,
      `Session ${UUIDS[0].toUpperCase()} not found`,
    ],
  ),
  logs(
    'hashes in messages',
    'A blob, a commit and an object have stores of their own.',
    [
      'blob da39a3ee5e6b4b0d3255bfef95601890afd80709 is corrupt',
      'blob 356a192b7913b04c54574d18c28d46e6395428ab is corrupt',
    ],
    ['cannot check out commit 3f2a9c1', 'cannot check out commit b0d3255'],
    ['object 507f1f77bcf86cd799439011 vanished', 'object 64b7f9d2a1c3e5f708192a3b vanished'],
  ),
  logs(
    'dates and times in messages',
    'A late import, a backup and a certificate.',
    ['import of 2026-01-31 is late', 'import of 2025-12-01 is late'],
    [
      'backup failed at 2026-01-31T23:59:59.123Z',
      'backup failed at 2025-06-01T02:00:00+02:00',
      'backup failed at 2026-02-01 03:04:05',
    ],
    [
      'certificate expired on Sat, 31 Jan 2026 23:59:59 GMT',
      'certificate expired on Tue, 03 Feb 2026 10:00:00 GMT',
    ],
  ),
  logs(
    'dates as people write them',
    'An offer and a delivery.',
    ['offer ended 31.01.2026', 'offer ended 1.12.2025'],
    ['delivery moved to 01/31/2026', 'delivery moved to 12/1/2025'],
    [
      'next run Sat Jan 31 2026 10:00:00 GMT+0100 (Central European Standard Time)',
      'next run Tue Feb 03 2026 09:30:00 GMT+0000 (Coordinated Universal Time)',
    ],
  ),
  logs(
    'durations and sizes in messages',
    'Slow, large and full.',
    ['query took 1532ms', 'query took 3.2s', 'query took 812 ms'],
    ['upload of 12.5 MB refused', 'upload of 900KB refused'],
    ['disk is 97% full', 'disk is 99.5% full'],
  ),
  logs(
    'addresses in messages',
    'A peer, a page and a mailbox.',
    [
      'peer 10.0.0.7:5432 closed the connection',
      'peer 192.168.1.20:6379 closed the connection',
      'peer [::1]:5432 closed the connection',
    ],
    [
      'GET https://shop.test/items/7?ref=mail answered late',
      'GET https://eu.shop.test/ answered late',
    ],
    ['no mailbox ada@shop.test', 'no mailbox bob.long+tag@mail.else.example'],
  ),
  logs(
    'quoted words in messages',
    'A field, a column and a plug-in.',
    ['field "email" is unknown', 'field "zip" is unknown'],
    ["column 'total' does not exist", "column 'user_id' does not exist"],
    [
      'plug-in `paypal` failed to load',
      'plug-in `stripe-v2` failed to load',
      'plug-in `x` failed to load',
    ],
  ),
  logs(
    'paths in messages',
    'A template and a lock.',
    [
      'cannot read template /srv/shop/views/cart.hbs',
      'cannot read template /srv/shop/views/mail/invoice.hbs',
    ],
    ['lock C:\\shop\\data\\a.lock is stale', 'lock D:\\data\\orders\\b.lock is stale'],
    ['asset ./static/app-3f2a9c1b.js is missing', 'asset ./static/vendor-99aa00ff.css is missing'],
  ),
  logs(
    'amounts in messages',
    'A payment and a refund, in the numbers of several countries.',
    ['payment of €1,234.50 refused', 'payment of €99.00 refused', 'payment of €1.234,50 refused'],
    ['refund of 12,50 € refused', 'refund of 1 234,50 € refused', "refund of 1'234.50 € refused"],
  ),
  logs(
    'keys and values in messages',
    'A retry and a limit.',
    ['retry job=mail attempt=3 ok=false', 'retry job=report attempt=17 ok=true'],
    ['limit reached tenant=acme used=100', 'limit reached tenant=t-77 used=2500'],
  ),
  logs(
    'addresses of memory and ranges',
    'A bad pointer, a bad code and a bad temperature.',
    ['bad pointer 0x7ffeefbff5c8', 'bad pointer 0x1a'],
    ['exit code -1 from worker 3', 'exit code -127 from worker 12'],
    ['sensor 4 reads -12.5 degrees', 'sensor 11 reads 40 degrees'],
  ),
  logs(
    'tokens in messages',
    'A rejected token and a webhook that nobody signed.',
    [
      'token eyJhbGciOiJIUzI1NiJ9.eyJpZCI6MX0.c2lnbmF0dXJlMQ rejected',
      'token eyJhbGciOiJIUzI1NiJ9.eyJpZCI6MjIyfQ.b3RoZXJzaWduYXR1cmU rejected',
    ],
    [
      'webhook evt_1NirD82eZvKYlo2CIvbtLWuY is not signed',
      'webhook evt_3MtwBwLkdIwHu7ix28a3tqPa is not signed',
    ],
    [
      'trace 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01 is incomplete',
      'trace 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01 is incomplete',
    ],
  ),
  logs(
    'words that look like data',
    'One word makes the difference, and no value is replaced.',
    ['read timeout', 'read timeout'],
    ['write timeout', 'write timeout'],
    ['deadbeef cafe closed', 'deadbeef cafe closed'],
  ),
  logs(
    'numbers that name things',
    'HTTP/1 and HTTP/2, IPv4 and IPv6, utf8 and latin1 are names and no values.',
    ['no HTTP/2 session for IPv6 peer', 'no HTTP/2 session for IPv6 peer'],
    ['no HTTP/1 session for IPv4 peer', 'no HTTP/1 session for IPv4 peer'],
    ['cannot decode utf8', 'cannot decode utf8'],
    ['cannot decode latin1', 'cannot decode latin1'],
  ),
  logs(
    'codes of statuses',
    'A status tells faults apart where a number of users does not.',
    [
      'gateway answered with status 502 for 17 users',
      'gateway answered with status 502 for 3 users',
    ],
    [
      'gateway answered with status 401 for 17 users',
      'gateway answered with status 401 for 120 users',
    ],
  ),
  logs(
    'codes of systems',
    'Each code is a fault of its own.',
    ['payment provider: ECONNRESET after 3 tries', 'payment provider: ECONNRESET after 12 tries'],
    ['payment provider: ETIMEDOUT after 3 tries', 'payment provider: ETIMEDOUT after 9 tries'],
    ['payment provider: EAI_AGAIN after 3 tries', 'payment provider: EAI_AGAIN after 1 tries'],
  ),
  logs(
    'several lines',
    'The first lines say what happened; what follows are particulars.',
    [
      'build failed\n\n  at step 3\n  log: a.txt',
      'build failed\n\n  at step 3\n  log: other.txt line 7',
    ],
    ['deploy failed\n\n  at step 3\n  log: a.txt', 'deploy failed\n\n  at step 4\n  log: b.txt'],
  ),
  logs(
    'other languages',
    'Text in any script, with its values.',
    ['Bestellung 17 wurde nicht gefunden', 'Bestellung 942 wurde nicht gefunden'],
    ['Kunde 17 wurde nicht gefunden', 'Kunde 55 wurde nicht gefunden'],
    ['订单 17 不存在', '订单 98 不存在'],
    ['用户 17 不存在', '用户 3 不存在'],
  ),
  logs(
    'lists in messages',
    'Missing articles and missing shops.',
    ['missing articles: 1, 2, 3', 'missing articles: 7, 8', 'missing articles: 4, 5, 6, 7, 8, 9'],
    ['missing shops: [1,2]', 'missing shops: [3,4,5]'],
  ),
  logs(
    'objects in messages',
    'A body refused and a body unread.',
    ['refused {"id":17,"name":"ada"}', 'refused {"id":3,"name":"bob"}'],
    ['unread {"id":17,"name":"ada"}', 'unread {"id":99,"name":"eve"}'],
  ),
  family(
    'templates',
    'Another template is another message, whatever it is filled with.',
    issue(
      'The parameters are data, words included.',
      [fill, 'user %s logged in from %s', 'ada', 'Paris'],
      [fill, 'user %s logged in from %s', 'bob', 'a phone'],
      [fill, 'user %s logged in from %s', 17, '10.0.0.7'],
    ),
    issue(
      'The parameters are data, words included.',
      [fill, 'user %s locked out after %d tries', 'ada', 3],
      [fill, 'user %s locked out after %d tries', 'bob', 5],
    ),
    issue(
      'Named parameters are data as well.',
      [named, 'order {id} is {state}', { id: 7, state: 'late' }],
      [named, 'order {id} is {state}', { id: 'x', state: 'lost' }],
    ),
  ),
  family(
    'one text, two loggers',
    'Who says it is where it happened: a mailer’s connection is not the search’s.',
    issue(
      'Only the number differs.',
      [say, 'connection 3 closed', 'mailer'],
      [say, 'connection 77 closed', 'mailer'],
    ),
    issue(
      'Only the number differs.',
      [say, 'connection 3 closed', 'search'],
      [say, 'connection 8 closed', 'search'],
    ),
  ),
  family(
    'queries',
    'Another statement is another query.',
    issue(
      'Its values are data.',
      [asked, 'select * from users where id = 17', 'postgres'],
      [asked, 'select * from users where id = 94', 'postgres'],
      [asked, 'select * from users where id = 1', 'postgres'],
    ),
    issue(
      'Its values are data.',
      [asked, "update carts set total = 12.5 where owner = 'ada'", 'postgres'],
      [asked, "update carts set total = 900 where owner = 'bob'", 'postgres'],
    ),
    issue(
      'Its values are data.',
      [asked, 'delete from carts where id in (1, 2, 3)', 'postgres'],
      [asked, 'delete from carts where id in (4, 5)', 'postgres'],
    ),
  ),
  family(
    'messages with a stack',
    'Two functions of the program speak, though they say the same.',
    issue('The number is data.', [sayHere, 'stock 3 is low'], [sayHere, 'stock 9 is low']),
    issue('The number is data.', [sayThere, 'price 3 is low'], [sayThere, 'price 9 is low']),
  ),
  family(
    'fingerprints',
    'The program said itself how to group: by these words.',
    issue(
      'The same words of the program, whatever the text.',
      [marked, ['payments', 'declined'], 'card 17'],
      [marked, ['payments', 'declined'], 'something else'],
    ),
    issue(
      'The same words of the program.',
      [marked, ['payments', 'expired'], 'card 17'],
      [marked, ['payments', 'expired'], 'card 18'],
    ),
    issue(
      'The usual way and a word more.',
      [marked, ['{{ default }}', 'eu'], 'card 17'],
      [marked, ['{{ default }}', 'eu'], 'card 19'],
    ),
    issue(
      'The usual way and another word.',
      [marked, ['{{ default }}', 'us'], 'card 17'],
      [marked, ['{{ default }}', 'us'], 'card 19'],
    ),
  ),
]
